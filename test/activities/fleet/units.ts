import { parseUnitFile } from '../../../activities/fleet/unit-file.js';
import type { Unit } from '../../../activities/fleet/warnings.js';

/** A unit with this [X-Fleet] section. */
export function unit(name: string, fleet = '', service = 'ExecStart=/bin/sleep 1'): Unit {
  return { name, options: parseUnitFile(`[Service]\n${service}\n\n[X-Fleet]\n${fleet}\n`) };
}

/** The chapter's unit N, with its own conflict glob. */
export function codeIt(n: number, conflicts = 'code.it.*.service'): Unit {
  return unit(
    `code.it.${n}.service`,
    `X-Conflicts=${conflicts}`,
    `ExecStart=/usr/bin/docker run --rm --name=code.it-${n} -p 80:8000 shrikrishna/code.it\nExecStartPost=/usr/bin/etcdctl set /domains/code.it-${n}/%H:%i running`,
  );
}
