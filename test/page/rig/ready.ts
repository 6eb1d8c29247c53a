import type { Readable } from 'node:stream';
import { vi } from 'vitest';
import { patience } from '../../patience.js';

/** What `muster serve --json` says once it is ready. */
export interface Ready {
  pid: number;
  url: string;
  signIn: string;
}

/** A command as it runs. */
export interface Running extends PromiseLike<{ stderr: string }> {
  stdout: Readable;
}

/** Wait until `muster serve --json` is ready; fails with what it says if it ends before. */
export async function readyOf(serve: Running): Promise<Ready> {
  let said = '';
  serve.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const ended = serve.then(({ stderr }): never => {
    throw new Error(`muster serve ended: ${stderr}`);
  });
  Promise.resolve(ended).catch(() => {});
  return Promise.race([vi.waitUntil(() => parsed(said) as Ready | undefined, patience), ended]);
}

/** What a command says with `--json`, once it has said all of it. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
