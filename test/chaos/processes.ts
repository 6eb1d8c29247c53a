import { readdirSync, readFileSync } from 'node:fs';
import type { Place } from './place.js';

/** Programs of scripts that still have the trial's folder first on their PATH: `sleep (4711)`. */
export function processesIn(place: Place): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
        const isIn = environment.some((one) => one.startsWith(`PATH=${place.bin}:`));
        // A daemon that the run's command started has its PATH too, but no script's variables.
        const isScript = environment.some((one) => one.startsWith('MUSTER_MODE='));
        return isIn && isScript
          ? [`${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (${pid})`]
          : [];
      } catch {
        return [];
      }
    });
}
