import type { AttemptRecord } from '../../activities/attempt/attempt-record.js';
import { isAlive } from '../../activities/process/proc.js';
import type { Command, EngineUnderTest } from './engine-under-test.js';
import type { Kill } from './kills.js';

/** Where a kill really landed, by the records of attempts on disk. */
export interface Landed {
  step: string;
  /** `between`: no attempt of the run was under way. */
  phase: 'looking' | 'changing' | 'between';
}

const tick = 4;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Wait for the moment of a kill, and kill. Undefined: the moment did not come before the command
 * ended.
 */
export async function strike(
  engine: EngineUnderTest,
  run: string,
  kill: Kill,
  command: Command,
): Promise<Landed | undefined> {
  let over = false;
  command.ended.then(() => {
    over = true;
  });
  const own = () => engine.attempts(run).find(({ step }) => step === kill.step);
  const until = async (seen: () => boolean) => {
    while (!over && !seen()) await pause(tick);
    return !over;
  };
  const reached = (record: AttemptRecord | undefined) =>
    record !== undefined && (kill.point !== 'inside' || record.phase === 'changing');
  if (!(await until(() => reached(own())))) return undefined;
  if (kill.point === 'after' && !(await until(() => own() === undefined))) return undefined;
  await pause(kill.delay);
  if (kill.victim === 'program' && !(await until(() => programs(engine, run, kill).length > 0)))
    return undefined;
  if (over) return undefined;
  const before = engine.attempts(run);
  deliver(engine, run, kill, command);
  // What a killed worker left tells best; others go on, and their records with them.
  const left = kill.victim === 'daemon' || kill.victim === 'everything';
  return landedAt(kill.step, left ? engine.attempts(run) : before);
}

/** Leaders of the process groups that the step has running. */
function programs(engine: EngineUnderTest, run: string, kill: Kill): number[] {
  return engine
    .attempts(run)
    .filter(({ step }) => step === kill.step)
    .flatMap(({ groups }) => groups.filter(isAlive).map(({ pid }) => pid));
}

function deliver(engine: EngineUnderTest, run: string, kill: Kill, command: Command): void {
  switch (kill.victim) {
    case 'command':
      end(command.process.pid);
      return;
    case 'daemon':
      end(engine.daemon());
      return;
    case 'server':
      end(engine.server());
      return;
    case 'program':
      for (const pid of programs(engine, run, kill)) end(kill.leaderOnly ? pid : -pid);
      return;
    case 'everything': {
      const server = engine.server();
      end(command.process.pid);
      end(engine.daemon());
      end(server);
      for (const { groups } of engine.attempts(run)) for (const { pid } of groups) end(-pid);
    }
  }
}

function end(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

function landedAt(step: string, records: AttemptRecord[]): Landed {
  const record =
    records.find((each) => each.step === step) ??
    records.find(({ phase }) => phase === 'changing') ??
    records[0];
  return record ? { step: record.step, phase: record.phase } : { step, phase: 'between' };
}
