import { rm } from 'node:fs/promises';

/** Remove a folder in which a process that was just ended may still write its last. */
export function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
