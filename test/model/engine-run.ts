import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { ClientError } from '../../client/refusal.js';
import type { RunView } from '../../contract/run.js';
import type { StepResult, StepTask } from '../../contract/task.js';
import { failure, type TemporalRig } from '../workflows/temporal-rig.js';
import type { ModelStart } from './reference.js';
import type { Event } from './reference-updates.js';
import type { ModelPipeline } from './shape.js';
import { inputs, toPlan } from './to-plan.js';

const by = { kind: 'user', id: 'anna@lab', via: 'command' } as const;

/** Orders of people. */
type Asked = Exclude<
  Event,
  | { do: 'finish' | 'look' }
  | { do: 'due'; id: string }
  | { do: 'cancel' | 'time-out' | 'terminate' }
>;

type Answer = StepResult | 'fail' | 'lost' | 'cancelled';

/** A run on a real server, whose activities end when a test says so. */
export class EngineRun {
  readonly name: string;
  /** What was started, in order, and has not been asked for yet. */
  readonly started: ModelStart[] = [];
  /** What was taken down, and what `finally` was told. */
  readonly undone: ModelStart[] = [];
  readonly last: { id: string; state: unknown }[] = [];
  readonly #rig: TemporalRig;
  readonly #pipeline: ModelPipeline;
  readonly #running = new Map<string, (answer: Answer) => void>();
  readonly #looking = new Map<string, (how: Answer | 'missing') => void>();

  constructor(rig: TemporalRig, pipeline: ModelPipeline, name: string) {
    this.#rig = rig;
    this.#pipeline = pipeline;
    this.name = name;
  }

  async start(): Promise<void> {
    await this.#rig.start(toPlan(this.#pipeline), { name: this.name, inputs });
  }

  /** What `test.step` does in this run. */
  async activity(task: StepTask): Promise<StepResult> {
    const given = task.with.value as ModelStart['given'];
    const last = this.#pipeline.finally.find(({ id }) => id === task.step);
    if (last) {
      this.last.push({ id: last.id, state: given.state });
      if (last.fails) throw failure();
      return { holds: true, changed: true, outputs: {} };
    }
    if (task.mode === 'undo') {
      this.undone.push({ id: task.step, given });
      return { undone: true };
    }
    if (task.mode === 'look') return this.#look(task, given);
    if (task.attempt === 1 && task.repeatable && isFlaky(task.step)) {
      throw ApplicationFailure.create({ message: 'not at first', type: 'test.flaky' });
    }
    const answer = await new Promise<Answer>((resolve) => {
      this.#running.set(task.step, resolve);
      this.started.push({ id: task.step, given });
    });
    return settle(answer, task);
  }

  /** A look before its step's turn, which the run may end by itself. */
  async #look(task: StepTask, given: ModelStart['given']): Promise<StepResult> {
    const answer = new Promise<Answer | 'missing'>((resolve) => {
      this.#looking.set(task.step, resolve);
      this.started.push({ id: task.step, given, ahead: true });
    });
    const how = await Promise.race([answer, cancelled()]);
    return how === 'missing' ? { holds: false, why: 'it is gone' } : settle(how, task);
  }

  /** False: refused. */
  async happen(event: Event): Promise<boolean> {
    if (event.do === 'look') {
      const { id, how, outputs } = event;
      const end = this.#looking.get(id);
      if (!end) throw new Error(`${id} is not looked at`);
      if (how === 'holds') end({ holds: true, changed: false, outputs });
      else end(how === 'fails' ? 'fail' : how === 'stopped' ? 'cancelled' : how);
      return true;
    }
    if (isNotAsked(event)) return false;
    if (event.do === 'finish') {
      this.#finish(event);
      return true;
    }
    try {
      await this.#ask(event);
      return true;
    } catch (error) {
      if (error instanceof ClientError && error.code === 'run.refused') return false;
      throw error;
    }
  }

  #finish({ id, how, outputs = {} }: Event & { do: 'finish' }): void {
    const end = this.#running.get(id);
    if (!end) throw new Error(`${id} does not run`);
    this.#running.delete(id);
    const ended = how === 'changed' || how === 'unchanged';
    // Of a real run the next attempt comes by itself: tests do not end the first one so.
    if (how === 'again') throw new Error(`${id} is not asked to try again`);
    end(ended ? { holds: true, changed: how === 'changed', outputs } : how);
  }

  #ask(event: Asked): Promise<void> {
    const { runs } = this.#rig;
    switch (event.do) {
      case 'resume':
        return runs.resume(this.name, { by, ...(event.steps ? { steps: event.steps } : {}) });
      case 'skip': {
        const { step, done, outputs } = event;
        const given = outputs ? { outputs } : {};
        return runs.skip(this.name, { by, step, done, reason: 'by hand', ...given });
      }
      case 'abort':
        return runs.abort(this.name, { by, undo: event.undo });
      case 'pause':
        return runs.pause(this.name, { by });
      default:
        return runs[event.do](this.name, { by, ...(event.step ? { step: event.step } : {}) });
    }
  }

  /** Lets go of all that still runs, so that a worker can end. */
  release(): void {
    for (const end of [...this.#running.values(), ...this.#looking.values()]) end('fail');
  }

  view(): Promise<RunView> {
    return this.#rig.runs.view(this.name);
  }
}

async function settle(answer: Answer, task: StepTask): Promise<StepResult> {
  if (answer === 'fail') throw failure();
  if (answer === 'lost') throw failure(task.repeatable ? 'worker.lost' : 'outcome.unknown');
  if (answer !== 'cancelled') return answer;
  return cancelled();
}

/** A worker hears of an abort with its next heartbeat. */
function cancelled(): Promise<never> {
  const beat = setInterval(() => Context.current().heartbeat(), 20);
  return Context.current().cancelled.finally(() => clearInterval(beat));
}

/** Some fail at first; those are tried again that may be. */
export function isFlaky(id: string): boolean {
  return id.endsWith('c');
}

/** No order of a person's, and nothing that a step does. */
function isNotAsked(event: Event): event is Exclude<Event, Asked | { do: 'finish' | 'look' }> {
  return ['due', 'cancel', 'time-out', 'terminate'].includes(event.do);
}
