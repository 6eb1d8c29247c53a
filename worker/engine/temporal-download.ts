import { createWriteStream } from 'node:fs';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { z } from 'zod';
import { connectionFailure } from '../../activities/tools/http/connection-failure.js';

const downloadService = 'https://temporal.download/cli';
const architectures: Partial<Record<NodeJS.Architecture, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
};
const answer = z.object({ archiveUrl: z.url(), fileToExtract: z.string().regex(/^[\w.-]+$/) });

/**
 * Fetch `bin/temporal` into a folder from the service that Temporal's SDKs use for their own
 * development server: it names an archive and the file in it.
 * @throws Error naming the address that failed.
 */
export async function downloadTemporal(
  folder: string,
  version: string,
  service = downloadService,
): Promise<void> {
  const arch = architectures[process.arch];
  if (!arch) throw new Error(`Temporal has no download for ${process.arch}`);
  const asked = `${service}/v${version}?platform=${process.platform}&arch=${arch}&format=tar.gz`;
  const { archiveUrl, fileToExtract } = answer.parse(await (await get(asked, 30_000)).json());
  const archive = join(folder, 'temporal.tar.gz');
  const { body } = await get(archiveUrl, 600_000);
  if (!body) throw new Error(`${archiveUrl} answered nothing`);
  await pipeline(Readable.fromWeb(body), createWriteStream(archive));
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  await execa('tar', ['-xzf', archive, '-C', bin, '--', fileToExtract], { stdin: 'ignore' });
  await rm(archive);
  await rename(join(bin, fileToExtract), join(bin, 'temporal'));
  await chmod(join(bin, 'temporal'), 0o755);
}

async function get(url: string, timeout: number): Promise<Response> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeout) }).catch((error) => {
    throw new Error(`${url}: ${connectionFailure((error as Error).cause ?? error)}`);
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}
