import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { StepError } from '../contract/step-error.js';
import type { GroupRecorder } from './create-context.js';

const identity = z.object({
  pid: z.int(),
  /** Clock ticks from boot, proc(5). */
  startTime: z.number(),
});

/** What is on disk of an attempt while it runs: enough to clean up after a worker that was killed. */
const attemptRecord = z.object({
  workflowId: z.string(),
  runId: z.string(),
  activityId: z.string(),
  /** From 1. */
  attempt: z.int(),
  /** Instance id and type of the step. */
  step: z.string(),
  type: z.string(),
  host: z.string(),
  /** Absent in what Muster 0.1.0 left. */
  hostId: z.string().optional(),
  /** Task queue it was taken from. */
  queue: z.string(),
  bootId: z.string(),
  /** The process that works on it. */
  worker: identity,
  /** ISO. */
  startedAt: z.string(),
  /** `looking`: nothing was changed yet. */
  phase: z.enum(['looking', 'changing']),
  /** May be done again although nobody knows how far it got. */
  repeatable: z.boolean(),
  /** How many programs it has started, as far as was written down. */
  programs: z.int().default(0),
  /** Process groups it has running, by their leader. */
  groups: z.array(identity.extend({ endSignal: z.enum(['SIGINT', 'SIGTERM']) })),
});
export type AttemptRecord = z.infer<typeof attemptRecord>;

/** A record that is kept current, and removed when the attempt ends. */
export interface OpenRecord {
  /** From here on the world is changed; on disk, even after a power failure, when this returns. */
  changing(): void;
  phase(): AttemptRecord['phase'];
  groups: GroupRecorder;
  file: string;
  /** A folder beside the record, for what the attempt alone needs; made by who uses it. */
  directory: string;
  /** Resolves when none of its programs runs. */
  idle(): Promise<void>;
  close(): void;
}

const suffix = '.json';

/** @throws StepError `file.unwritable` */
export function openRecord(
  folder: string,
  facts: Omit<AttemptRecord, 'phase' | 'programs' | 'groups'>,
): OpenRecord {
  const id = randomUUID();
  const directory = join(folder, id);
  const file = `${directory}${suffix}`;
  let tellIdle = () => {};
  const record: AttemptRecord = { ...facts, phase: 'looking', programs: 0, groups: [] };
  const write = (fsync: boolean) => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileAtomic.sync(file, JSON.stringify(record), { mode: 0o600, fsync });
    } catch (error) {
      throw new StepError('file.unwritable', {
        message: `The record of the attempt cannot be written: ${(error as Error).message}.`,
        next: `Make room in ${folder}, and see that this user may write there.`,
      });
    }
  };
  write(false);
  return {
    changing: () => {
      record.phase = 'changing';
      write(true);
    },
    phase: () => record.phase,
    // Not forced to the disk: a power failure ends the groups too.
    groups: {
      mark: () => markOfProgram(id, record.programs + 1),
      started: (leader, endSignal) => {
        record.programs++;
        record.groups.push({ ...leader, endSignal });
        write(false);
      },
      ended: (leader) => {
        record.groups = record.groups.filter(({ pid }) => pid !== leader.pid);
        try {
          write(false);
        } catch {
          // A group too many in the record does no harm: its start time tells it from others.
        }
        if (record.groups.length === 0) tellIdle();
      },
    },
    file,
    directory,
    idle: () =>
      new Promise((resolve) => {
        tellIdle = resolve;
        if (record.groups.length === 0) resolve();
      }),
    close: () => removeRecord(file),
  };
}

/**
 * Stands in the environment of a program, from its first moment: a worker that is killed between its
 * start and the writing down of its group has no other trace of it.
 */
function markOfProgram(id: string, program: number): string {
  return `${id}.${program}`;
}

/** Whether a mark is that of a program which a record's attempt started and did not write down. */
export function isUnrecorded(mark: string, file: string, { programs }: AttemptRecord): boolean {
  const [id, program] = mark.split('.');
  return id === basename(file, suffix) && Number(program) > programs;
}

/** Remove a record, and the folder of its attempt. */
export function removeRecord(file: string): void {
  rmSync(file.slice(0, -suffix.length), { recursive: true, force: true });
  rmSync(file, { force: true });
}

/** Records in a folder; what is no record (any more) is left out. */
export function readRecords(folder: string): { file: string; record: AttemptRecord }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith(suffix))
    .flatMap((name) => {
      const file = join(folder, name);
      try {
        return [{ file, record: attemptRecord.parse(JSON.parse(readFileSync(file, 'utf8'))) }];
      } catch {
        return [];
      }
    });
}
