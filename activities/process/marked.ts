import { readFileSync } from 'node:fs';
import { livingProcesses, type ProcessFacts } from './proc.js';

/** Name of the variable that marks the programs of an attempt. */
export const markName = 'MUSTER_ATTEMPT';

/** Living leaders of process groups whose mark is so; those of other users cannot be read. */
export function markedLeaders(isSo: (mark: string) => boolean): ProcessFacts[] {
  return livingProcesses().filter(({ pid, group }) => {
    const mark = group === pid ? markIn(pid) : undefined;
    return mark !== undefined && isSo(mark);
  });
}

function markIn(pid: number): string | undefined {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const found = environment.find((one) => one.startsWith(`${markName}=`));
    return found?.slice(markName.length + 1);
  } catch {
    return undefined;
  }
}
