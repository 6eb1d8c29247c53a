import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

/** Time within which a share of a core is given (µs). */
const period = 100_000;

/**
 * A share of the processor for a command and all that it starts, daemons in sessions of their own too.
 * @typedef {{ how: string, before: string[], end: () => void }} Share `before`: a command that becomes
 *   the one after it, within the share; `end` gives everything back
 */

/**
 * So much of a core, however idle the rest is.
 * @param {number} cores for example 0.5
 * @returns {Share}
 */
export function shareOf(cores) {
  const quota = Math.round(cores * period);
  const how = `${cores} of a core by a control group`;
  const v1 = { 'cpu.cfs_period_us': period, 'cpu.cfs_quota_us': quota };
  return group(how, v1, { 'cpu.max': `${quota} ${period}` }) ?? hogs(cores);
}

/**
 * What others leave of the processor: all of it while they wait, less than theirs while they do not.
 * @returns {Share}
 */
export function givingWay() {
  // Of 1024 and of 100. Each machine of the lab is a group of its own with all of that.
  const share = group(
    'after others, by a control group',
    { 'cpu.shares': 512 },
    { 'cpu.weight': 50 },
  );
  const nice = { how: 'after others', before: ['nice', '-n', '10'], end: () => {} };
  return share ?? nice;
}

const groups = '/sys/fs/cgroup';
let made = 0;

/** By a control group of the first or second version; undefined where this user may not. */
function group(how, v1, v2) {
  const name = `muster-test-${process.pid}-${++made}`;
  if (existsSync(join(groups, 'cpu', 'cpu.shares'))) return make(join(ownGroup(), name), v1, how);
  if (!existsSync(join(groups, 'cgroup.controllers'))) return undefined;
  const controllers = join(groups, 'cgroup.subtree_control');
  try {
    if (!/\bcpu\b/.test(readFileSync(controllers, 'utf8'))) writeFileSync(controllers, '+cpu');
  } catch {
    return undefined;
  }
  return make(join(groups, name), v2, how);
}

/** Below it stays what somebody gave this process: of the first version, where the container shows it. */
function ownGroup() {
  const own = /^\d+:(?:.*,)?cpu(?:,.*)?:(.*)$/m.exec(
    readFileSync('/proc/self/cgroup', 'utf8'),
  )?.[1];
  const folder = join(groups, 'cpu', own ?? '');
  return existsSync(folder) ? folder : join(groups, 'cpu');
}

function make(folder, settings, how) {
  try {
    mkdirSync(folder);
    for (const [file, value] of Object.entries(settings)) {
      writeFileSync(join(folder, file), String(value));
    }
  } catch {
    if (existsSync(folder)) rmdirSync(folder);
    return undefined;
  }
  return {
    how,
    // The shell goes into the group, then becomes the command.
    before: ['sh', '-c', `echo $$ > ${folder}/cgroup.procs && exec "$@"`, 'sh'],
    end: () => removeGroup(folder),
  };
}

/** What still runs in it (a daemon that a test left) goes on above it. */
function removeGroup(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeGroup(join(folder, entry.name));
  }
  for (const pid of readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n')) {
    try {
      if (pid) writeFileSync(join(dirname(folder), 'cgroup.procs'), pid);
    } catch {
      // It has just ended.
    }
  }
  rmdirSync(folder);
}

/** Without control groups: so many programs beside it that about that share is left. */
function hogs(cores) {
  const all = availableParallelism();
  const count = Math.max(1, Math.round(all * (all / cores - 1)));
  const busy = ['-e', `const parent = process.ppid; while (process.ppid === parent);`];
  const running = Array.from({ length: count }, () => spawn(process.execPath, busy));
  return {
    how: `about ${cores} of ${all} cores, beside ${count} busy programs`,
    before: [],
    end: () => {
      for (const one of running) one.kill('SIGKILL');
    },
  };
}
