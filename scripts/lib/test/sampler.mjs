import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { waitsFor } from './waits.mjs';

/** Time between two looks (ms), and Linux's clock ticks in a second (USER_HZ). */
const interval = 250;
const ticksPerSecond = 100;
/** A number of a process that is not ours may come to another one: checked again so often. */
const roundsUntilStrangersAreAsked = 20;

/**
 * Adds up what each running test file waits for (waits.mjs), by looking at /proc four times a
 * second. Only the processes of tests, and new ones, are read: that costs less than 1 % of a core.
 */
export class Sampler {
  /** Test file → ms by what it waited for. */
  waits = new Map();
  /** Files that run now. */
  running = new Set();
  #marks;
  #seenMarks = new Set();
  #workers = new Map();
  /** pid → what was last read of a process; `file` undefined: a stranger's. */
  #known = new Map();
  #round = 0;
  #last = performance.now();
  #timer;

  /** @param {string} marks folder into which mark.mjs writes */
  constructor(marks) {
    this.#marks = marks;
  }

  start() {
    this.#timer = setInterval(() => this.look(), interval);
    this.#timer.unref();
  }

  stop() {
    clearInterval(this.#timer);
  }

  look() {
    const now = performance.now();
    const ms = now - this.#last;
    this.#last = now;
    const byFile = this.#processes(ms);
    for (const file of this.running) {
      const processes = byFile.get(file);
      if (!processes) continue;
      const waits = this.waits.get(file) ?? {};
      const word = waitsFor(processes);
      waits[word] = (waits[word] ?? 0) + ms;
      this.waits.set(file, waits);
    }
  }

  #processes(ms) {
    this.#readMarks();
    const all = this.#round++ % roundsUntilStrangersAreAsked === 0;
    const before = this.#known;
    this.#known = new Map();
    const read = [];
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (!(pid > 0)) continue;
      const known = before.get(pid);
      const strange = known && known.file === undefined && !this.#workers.has(pid);
      if (strange && !all) this.#known.set(pid, known);
      else read.push([pid, known]);
    }
    const changed = read.flatMap(([pid, known]) => {
      const now = readStat(pid);
      if (!now) return [];
      this.#known.set(pid, now);
      const same = known?.startedAt === now.startedAt;
      now.ticks = now.total - (same ? known.total : 0);
      if (same && known.file !== undefined) now.file = known.file;
      return [[pid, now, same]];
    });
    for (const [pid, now, same] of changed) now.file = this.#fileOf(pid, now, same);
    return this.#byFile(changed, ms);
  }

  /** By the worker's own mark, else its parent, else its environment, which is read once. */
  #fileOf(pid, now, same) {
    const own = this.#workers.get(pid);
    if (own !== undefined || now.file !== undefined) return own ?? now.file;
    return this.#known.get(now.parent)?.file ?? (same ? undefined : markIn(pid));
  }

  #byFile(processes, ms) {
    const byFile = new Map();
    for (const [pid, { file, name, state, ticks, parent }] of processes) {
      if (file === undefined || state === 'Z') continue;
      const own = byFile.get(file) ?? [];
      byFile.set(file, own);
      const used = ticks / ticksPerSecond / (ms / 1000);
      const foreground = this.#known.get(parent)?.file === file;
      own.push({ name, state, used, foreground, isTest: this.#workers.has(pid) });
    }
    return byFile;
  }

  #readMarks() {
    for (const name of readdirSync(this.#marks).sort()) {
      if (this.#seenMarks.has(name)) continue;
      const file = readFileSync(join(this.#marks, name), 'utf8');
      // It is written in two steps: made, and filled.
      if (file === '') continue;
      this.#seenMarks.add(name);
      this.#workers.set(Number(name.split('-')[0]), file);
    }
  }
}

const buffer = Buffer.alloc(1024);

/** What /proc/PID/stat says, in which the name may hold spaces and brackets. */
function readStat(pid) {
  let text;
  try {
    const fd = openSync(`/proc/${pid}/stat`);
    try {
      text = buffer.latin1Slice(0, readSync(fd, buffer));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined; // It has just ended.
  }
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  return {
    name: text.slice(text.indexOf('(') + 1, end),
    state: fields[0],
    parent: Number(fields[1]),
    total: Number(fields[11]) + Number(fields[12]),
    startedAt: fields[19],
  };
}

function markIn(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/environ`, 'latin1');
    return /(?:^|\0)MUSTER_TEST_FILE=([^\0]+)/.exec(text)?.[1];
  } catch {
    return undefined;
  }
}
