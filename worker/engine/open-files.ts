import { readFileSync } from 'node:fs';
import { EngineError } from '../../client/engine.js';

/** The engine has some fifty files open at rest, and each step that runs a program about six. */
export const fewestFiles = 256;

/** How many files this process may have open (Node takes the hard limit); undefined: not told. */
export function openFilesLimit(limits: string = readLimits()): number | undefined {
  const [, hard] = /^Max open files\s+\S+\s+(\d+)/m.exec(limits) ?? [];
  return hard === undefined ? undefined : Number(hard);
}

/** With too few the engine would die on its way up, or steps would fail without having begun. */
export function refuseFewFiles(limit: number | undefined = openFilesLimit()): void {
  if (limit === undefined || limit >= fewestFiles) return;
  throw new EngineError(
    `Only ${limit} files may be open at a time here (ulimit -n); the engine needs ${fewestFiles}, and more where many steps run.`,
    'Raise the limit (`ulimit -n 4096`, or LimitNOFILE= of a systemd unit), and run the command again.',
  );
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
