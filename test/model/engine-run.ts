import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { ClientError } from '../../client/refusal.js';
import type { RunView } from '../../contract/run.js';
import type { StepResult, StepTask } from '../../contract/task.js';
import { failure, type TemporalRig } from '../workflows/temporal-rig.js';
import { answerOf } from './attempts.js';
import type { ModelStart } from './reference.js';
import type { Event, Outcome } from './reference-updates.js';
import type { ModelPipeline } from './shape.js';
import { inputs, toPlan } from './to-plan.js';

const by = { kind: 'user', id: 'anna@lab', via: 'command' } as const;

/** Orders of people. */
type Asked = Exclude<Event, { do: 'finish' | 'look' } | { do: 'due'; id: string } | Outside>;

/** What Temporal does to a run. */
type Outside = { do: 'cancel' | 'time-out' | 'terminate' };

type Answer = StepResult | Exclude<Outcome, 'changed' | 'unchanged'>;

/** A run on a real server, whose activities end when a test says so. */
export class EngineRun {
  readonly name: string;
  /** What was started, in order, and has not been asked for yet. */
  readonly started: ModelStart[] = [];
  readonly #rig: TemporalRig;
  readonly #pipeline: ModelPipeline;
  readonly #running = new Map<string, { task: StepTask; end: (answer: Answer) => void }>();
  readonly #looking = new Map<string, (answer: Answer) => void>();
  #mode: 'up' | 'down' = 'up';

  constructor(rig: TemporalRig, pipeline: ModelPipeline, name: string) {
    this.#rig = rig;
    this.#pipeline = pipeline;
    this.name = name;
  }

  async start(mode: 'up' | 'down'): Promise<void> {
    this.#mode = mode;
    await this.#rig.start(toPlan(this.#pipeline), { name: this.name, inputs, mode });
  }

  /** What `test.step` does in this run. */
  async activity(task: StepTask): Promise<StepResult> {
    if (task.mode === 'look' && this.#mode === 'up') return this.#look(task);
    const mode = this.#modeOf(task);
    // Some fail at first; those are tried again that may be.
    if (!mode.mode && task.attempt === 1 && task.repeatable && isFlaky(task.step)) {
      throw ApplicationFailure.create({ message: 'not at first', type: 'test.flaky' });
    }
    const answer = await new Promise<Answer>((end) => {
      this.#running.set(task.step, { task, end });
      this.started.push({ id: task.step, ...mode, given: task.with.value as ModelStart['given'] });
    });
    return settle(answer, task);
  }

  /** A look before its step's turn, which the run may end by itself. */
  async #look(task: StepTask): Promise<StepResult> {
    const { step: id, with: given } = task;
    const answer = new Promise<Answer>((end) => {
      this.#looking.set(id, end);
      this.started.push({
        id,
        mode: 'look',
        ahead: true,
        given: given.value as ModelStart['given'],
      });
    });
    return settle(await Promise.race([answer, cancelled()]), task);
  }

  #modeOf({ step, mode }: StepTask): Pick<ModelStart, 'mode'> {
    if (this.#pipeline.finally.some(({ id }) => id === step)) return { mode: 'last' };
    return mode === 'up' ? {} : { mode };
  }

  /** False: refused. */
  async happen(event: Event): Promise<boolean> {
    const handle = this.#rig.environment.client.workflow.getHandle(this.name);
    switch (event.do) {
      case 'finish':
        this.#finish(event);
        return true;
      case 'look':
        this.#seen(event);
        return true;
      case 'cancel':
        await handle.cancel();
        return true;
      case 'terminate':
        await handle.terminate();
        return true;
      case 'due':
      case 'time-out':
        throw new Error(`${event.do} comes by itself`);
      default:
        return this.#isAccepted(this.#ask(event));
    }
  }

  async #isAccepted(asked: Promise<void>): Promise<boolean> {
    try {
      await asked;
      return true;
    } catch (error) {
      if (error instanceof ClientError && error.code === 'run.refused') return false;
      throw error;
    }
  }

  #finish({ id, how, outputs = {} }: Event & { do: 'finish' }): void {
    const running = this.#running.get(id);
    if (!running) throw new Error(`${id} does not run`);
    this.#running.delete(id);
    const { task, end } = running;
    const isDone = how === 'changed' || how === 'unchanged';
    end(isDone ? answerOf(task, how, outputs) : how);
  }

  #seen({ id, how, outputs }: Event & { do: 'look' }): void {
    const end = this.#looking.get(id);
    if (!end) throw new Error(`${id} is not looked at`);
    if (how === 'holds') end({ holds: true, changed: false, outputs });
    else if (how === 'missing') end({ holds: false, why: 'it is gone' });
    else end(how === 'fails' ? 'fail' : how === 'stopped' ? 'cancelled' : how);
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
    for (const { end } of this.#running.values()) end('fail');
    for (const end of this.#looking.values()) end('fail');
  }

  view(): Promise<RunView> {
    return this.#rig.runs.view(this.name);
  }
}

async function settle(answer: Answer, task: StepTask): Promise<StepResult> {
  if (typeof answer !== 'string') return answer;
  if (answer === 'lost' && task.repeatable) {
    // As a worker says that knows at its start that the one before is gone.
    throw ApplicationFailure.create({ message: 'lost', type: 'TemporalTimeout:Heartbeat' });
  }
  if (answer === 'lost' || answer === 'timed-out') throw failure('outcome.unknown');
  if (answer !== 'cancelled') throw failure();
  return cancelled();
}

/** A worker hears of an abort with its next heartbeat. */
function cancelled(): Promise<never> {
  const beat = setInterval(() => Context.current().heartbeat(), 20);
  return Context.current().cancelled.finally(() => clearInterval(beat));
}

/** Some fail at first; those are tried again that may be. Not those at the bottom: looks ahead begin there. */
export function isFlaky(id: string): boolean {
  return id.endsWith('c');
}
