import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApplicationFailure } from '@temporalio/common';
import { catalogue } from '../../activities/catalogue.js';
import { failureLines } from '../../cli/render/held.js';
import { styleFor } from '../../cli/terminal/style.js';
import type { JsonObject } from '../../contract/plan.js';
import type { FailureDetails, StepTask } from '../../contract/task.js';
import { attempt, shortWindow, stepTask } from '../activities/attempt/step-task.js';
import { testIo } from '../cli/io-for-tests.js';

/** A folder for a pipeline, and one for the engine's state. */
export interface Place {
  folder: string;
  home: string;
  /** Names of the files in the pipeline's folder. */
  files(): Promise<string[]>;
  remove(): Promise<void>;
}

export async function place(): Promise<Place> {
  // With a digit: Vagrant takes the first number in a fault's place, path included, for its line
  // (lib/vagrant/config/loader.rb). Without, what it says would hang on the rest of the name.
  const base = await mkdtemp(join(tmpdir(), 'muster-bad-luck-1-'));
  const folder = join(base, 'demo');
  await mkdir(folder);
  return {
    folder,
    home: join(base, 'state'),
    files: async () => (await readdir(folder)).sort(),
    remove: () => rm(base, { recursive: true, force: true }),
  };
}

export interface Told {
  /** All that a person reads of it where the run is held, in 80 columns. */
  text: string;
  /** Whether the step is tried again before it is held. */
  retried: boolean;
}

/**
 * A real attempt at a step that fails. What differs from one computer to another (folders, ports)
 * is replaced before it is laid out: `hide` says what by what.
 */
export async function told(
  at: Place,
  type: string,
  fields: JsonObject,
  more: Partial<StepTask> & { hide?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Told> {
  const known = catalogue.get(type);
  if (!known) throw new Error(`no step type ${type}`);
  const { hide = {}, signal, ...changes } = more;
  const task = stepTask(at.folder, {
    step: 'step',
    verify: shortWindow,
    with: { value: fields, secrets: {} },
    checked: known.checked(fields),
    ...changes,
  });
  const call = signal ? { call: { signal } } : {};
  const failure = await attempt(task, known, { home: at.home, ...call }).then(
    () => undefined,
    (error: ApplicationFailure) => error,
  );
  if (failure?.type === undefined || failure.type === null) {
    throw failure ?? new Error('the step did not fail');
  }
  const plain = (text: string) =>
    Object.entries({ ...hide, [at.folder]: '/home/anna/demo', [at.home]: '/home/anna/state' })
      .sort(([a], [b]) => b.length - a.length)
      .reduce((all, [from, to]) => all.replaceAll(from, to), text);
  const details = failure.details?.[0] as FailureDetails;
  const io = testIo();
  const lines = failureLines(
    {
      id: 'step',
      type,
      group: '',
      state: 'held',
      failure: {
        ...details,
        code: failure.type,
        message: plain(failure.message),
        next: plain(details.next),
        tail: details.tail.map(plain),
        attempt: 1,
      },
    },
    styleFor(io.stderr, {}),
  );
  return { text: `${lines.join('\n')}\n`, retried: !failure.nonRetryable };
}
