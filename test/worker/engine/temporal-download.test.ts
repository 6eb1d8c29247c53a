import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadTemporal } from '../../../worker/engine/temporal-download.js';

let root: string;
let server: Server;
let service: string;
let asked: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-download-'));
  await writeFile(join(root, 'temporal'), 'the program');
  await writeFile(join(root, 'LICENSE'), '');
  execFileSync('tar', ['-czf', 'archive.tar.gz', 'temporal', 'LICENSE'], { cwd: root });
  asked = [];
  server = createServer(async (request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/archive.tar.gz') {
      response.end(await readFile(join(root, 'archive.tar.gz')));
    } else if (request.url?.startsWith('/cli/v1.9.1?')) {
      response.end(
        JSON.stringify({ archiveUrl: `${service}/archive.tar.gz`, fileToExtract: 'temporal' }),
      );
    } else {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  service = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await mkdir(join(root, 'into'));
});

afterEach(async () => {
  server.close();
  await rm(root, { recursive: true });
});

describe("Temporal's download service", () => {
  it('gives the program for this platform', async () => {
    await downloadTemporal(join(root, 'into'), '1.9.1', `${service}/cli`);
    const program = join(root, 'into', 'bin', 'temporal');
    expect(await readFile(program, 'utf8')).toBe('the program');
    expect((await stat(program)).mode & 0o111).toBe(0o111);
    expect(asked[0]).toMatch(/platform=linux&arch=(amd64|arm64)&format=tar\.gz$/);
  });

  it('is named in the error where it has no such version', async () => {
    await expect(downloadTemporal(join(root, 'into'), '0.0.0', `${service}/cli`)).rejects.toThrow(
      /127\.0\.0\.1:\d+\/cli\/v0\.0\.0\?.* answered 404/,
    );
  });

  it('is named in the error where it cannot be reached', async () => {
    server.close();
    await once(server, 'close');
    await expect(downloadTemporal(join(root, 'into'), '1.9.1', `${service}/cli`)).rejects.toThrow(
      /connection refused/,
    );
  });
});
