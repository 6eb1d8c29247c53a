import { readdirSync, readFileSync } from 'node:fs';

/** What Linux's /proc says of processes. A pid alone names nothing: numbers are used again. */

/** A process, told apart from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks from boot to its start: field 22 of `/proc/PID/stat`, proc(5). */
  startTime: number;
}

export interface ProcessFacts extends ProcessIdentity {
  /** `R`, `S`, `D`, `T`, `Z` …, proc(5). */
  state: string;
  parent: number;
  group: number;
  /** Name of the program, at most 15 characters. */
  name: string;
}

/** What is known of a process now; undefined if there is none of that number. */
export function readProcess(pid: number): ProcessFacts | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name stands in brackets and may hold brackets and blanks itself.
  const nameEnd = text.lastIndexOf(')');
  const fields = text.slice(nameEnd + 2).split(' ');
  return {
    pid,
    name: text.slice(text.indexOf('(') + 1, nameEnd),
    state: fields[0] ?? '?',
    parent: Number(fields[1]),
    group: Number(fields[2]),
    startTime: Number(fields[19]),
  };
}

/** Who this process is. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startTime: readProcess(process.pid)?.startTime ?? 0 };
}

/** True while that very process lives; a zombie does not. */
export function isAlive(identity: ProcessIdentity): boolean {
  const now = readProcess(identity.pid);
  return now !== undefined && now.startTime === identity.startTime && now.state !== 'Z';
}

/** Changes with every boot; pids and start times mean nothing across it. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** Every living process that can be seen, zombies left out. */
export function livingProcesses(): ProcessFacts[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => readProcess(Number(entry)))
    .filter((facts) => facts !== undefined)
    .filter(({ state }) => state !== 'Z');
}

/** The living members of a process group, zombies left out. */
export function groupMembers(pgid: number): ProcessFacts[] {
  return livingProcesses().filter(({ group }) => group === pgid);
}
