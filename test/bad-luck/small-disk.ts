import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A disk of a few KiB, mounted at a folder. */
export interface SmallDisk {
  path: string;
  /** Fill all but about so many KiB. */
  fill(leaving: number): void;
  remove(): void;
}

/** Undefined where this user may not mount. */
export function smallDisk(path: string, options = 'size=64k'): SmallDisk | undefined {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return {
    path,
    fill: (leaving) => {
      const [, , , free = '0'] =
        execFileSync('df', ['--output=source,size,used,avail', path])
          .toString()
          .trim()
          .split('\n')[1]
          ?.split(/\s+/) ?? [];
      try {
        writeFileSync(join(path, 'filler'), Buffer.alloc((Number(free) - leaving) * 1024));
      } catch (error) {
        // Somebody else wrote meanwhile: full is full.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC' || leaving > 0) throw error;
      }
    },
    remove: () => execFileSync('umount', ['--lazy', path]),
  };
}
