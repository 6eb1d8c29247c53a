import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type AttemptRecord, readRecords } from '../../activities/attempt/attempt-record.js';
import { attemptsFolder } from '../../activities/attempt/places.js';
import { fileName } from '../../contract/file-name.js';
import type { RunView } from '../../contract/run.js';
import { readEngine } from '../../worker/engine/engine-file.js';
import { type Home, openHome } from '../../worker/engine/home.js';
import { readRecord, stillRuns } from '../../worker/engine/process-record.js';
import type { Place } from './place.js';
import { muster } from './where.js';

/** How a command ended. */
export interface Ended {
  exitCode: number | null;
  /** What `--json` wrote, where it is a run. */
  view?: RunView;
  /** What it said, where it is not. */
  said: string;
}

export interface Command {
  args: string[];
  process: ChildProcess;
  ended: Promise<Ended>;
}

/** A command that hangs shows a bug; this long is none of Muster's own limits. */
const patience = 900_000;

/** The engine of a state directory, seen from outside: by commands, files and process numbers. */
export class EngineUnderTest {
  readonly home: Home;

  static async open(folder: string): Promise<EngineUnderTest> {
    return new EngineUnderTest(await openHome(folder));
  }

  private constructor(home: Home) {
    this.home = home;
  }

  /** Start a command with `--json`. */
  start(place: Place, args: string[]): Command {
    const child = spawn(process.execPath, [muster, ...args, '--json'], {
      env: {
        ...process.env,
        PATH: `${place.bin}:${process.env.PATH}`,
        MUSTER_HOME: this.home.root,
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { args, process: child, ended: endOf(child) };
  }

  run(place: Place, args: string[]): Promise<Ended> {
    return this.start(place, args).ended;
  }

  /** The attempts of a run that are under way, or were when their worker was killed. */
  attempts(run: string): AttemptRecord[] {
    return readRecords(attemptsFolder(this.home.root))
      .map(({ record }) => record)
      .filter(({ workflowId }) => workflowId === run);
  }

  /** How many executions of that name there were, by their logs. */
  runsOf(name: string): number {
    return readdirSync(join(this.home.root, 'runs', fileName(name))).length;
  }

  daemon(): number | undefined {
    return readEngine(this.home)?.pid;
  }

  server(): number | undefined {
    const record = readRecord(this.home.serverRecord);
    return record && stillRuns(record) ? record.pid : undefined;
  }
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  const output = Promise.all([child.stdout, child.stderr].map((one) => (one ? text(one) : '')));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  const [stdout = '', stderr = ''] = await output;
  const view = viewIn(stdout);
  const said = `${stdout}${stderr}`.trim().slice(-1500);
  return { exitCode, said: view ? '' : said, ...(view && { view }) };
}

function viewIn(stdout: string): RunView | undefined {
  try {
    const document = JSON.parse(stdout);
    return Array.isArray(document.steps) ? document : undefined;
  } catch {
    return undefined;
  }
}
