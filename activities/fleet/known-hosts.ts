import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { replaceFile } from '../tools/files/replace-file.js';
import { hostAndPort } from './reach.js';

/**
 * fleetctl's file of host keys: `address keytype base64`, an address with another port than 22 as
 * `[address]:port`.
 */
interface Line {
  /** As it stands. */
  text: string;
  address?: string;
  key?: string;
}

/**
 * Take the keys of the machine a tunnel leads to out of the file, so that its present key is noted
 * at the next call. The fingerprints that were known, as `ssh-keygen -l` shows them.
 */
export async function forgetHost(file: string, tunnel: string): Promise<string[]> {
  const { host, port } = hostAndPort(tunnel);
  const address = port === 22 ? host : `[${host}]:${port}`;
  const lines = (await readLines(file)).map(parseLine);
  const known = lines.filter((line) => line.address === address);
  if (known.length === 0) return [];
  const rest = lines.filter((line) => line.address !== address).map((line) => `${line.text}\n`);
  await replaceFile(file, Buffer.from(rest.join('')), { mode: 0o600 });
  return known.map((line) => fingerprint(line.key ?? ''));
}

async function readLines(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

function parseLine(text: string): Line {
  const [address = '', , key] = text.trim().split(/\s+/);
  return address.startsWith('#') || key === undefined ? { text } : { text, address, key };
}

const fingerprint = (key: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '')}`;
