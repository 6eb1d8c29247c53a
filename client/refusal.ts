import { inKib } from '../contract/limits.js';
import type { Selection } from '../contract/orders.js';
import type { RunMode, RunStateName, RunView } from '../contract/run.js';
import { heldSteps } from '../contract/waits.js';
import type { Diagnostic } from '../language/diagnostics/diagnostic.js';
import type { InputProblem } from '../language/inputs/resolve.js';

/** The open run that stands in the way. */
export interface OpenRun {
  name: string;
  runId: string;
  mode: RunMode;
  state: RunStateName;
  startedAt: string;
  /** Addresses of its held steps. */
  held: string[];
}

/**
 * Why a request cannot be met, as plain data: a code, and what whoever asked needs to go on. What to
 * do next is not in it: a command line has other words for that than a page.
 */
export type Refusal =
  /** No run of that name: at all; one that succeeded before (`green`); one that brought something up (`up`). */
  | { code: 'run.unknown'; name: string; sought: 'run' | 'green' | 'up' }
  | { code: 'run.busy'; run: OpenRun; wanted: 'start' | 'down' }
  /** The run does not take the order; `ended`: because it has; `lacks`: what would have to go with it. */
  | {
      code: 'run.refused';
      name: string;
      verb: string;
      why: string;
      ended?: RunStateName;
      lacks?: LackingOutputs;
    }
  /** There is nothing to go on with: it runs, waits, or has succeeded. */
  | { code: 'resume.needless'; name: string; state: RunStateName; waits: WaitingStep[] }
  /** A pipeline with its inputs is more than a run can carry (bytes). */
  | { code: 'run.too-large'; pipeline: string; plan: number; inputs: number; most: number }
  | { code: 'run.unsupported'; name: string; speaks: string; wanted: string }
  /** Its turn fails again and again; `open`: for ever, unless somebody ends it. */
  | { code: 'run.stuck'; name: string; reason: string; open: boolean }
  | { code: 'engine.unreachable'; why: string; address?: string }
  | { code: 'namespace.unknown'; namespace: string; address: string }
  /** Nobody polls the task queue on which the run, or its steps, would have to go on. */
  | { code: 'queue.unserved'; queue: string; name?: string; steps?: string[] }
  /** What is up under that name was brought up on another computer, and would be left there. */
  | { code: 'host.elsewhere'; name: string; queue: string; host?: string }
  /** It is not what the plan was of that somebody saw. */
  | { code: 'plan.differs'; pipeline: string; planned: string; now: string }
  | { code: 'pipeline.invalid'; file: string; diagnostics: Diagnostic[]; sources: Sources }
  | { code: 'inputs.invalid'; problems: InputProblem[] }
  /** Inputs were given that a down would not use. */
  | { code: 'inputs.unused'; name: string }
  /** A selection (then `way` says which part of it) names what the pipeline does not have. */
  | { code: 'step.unknown'; step: string; way?: keyof Selection; hint?: string }
  /** A selection leaves no step to do. */
  | { code: 'selection.empty'; pipeline: string };

export type RefusalCode = Refusal['code'];

/** A step that waits by itself, and until when. */
export interface WaitingStep {
  id: string;
  /** ISO time of its next attempt. */
  until?: string;
  /** It does so in a run that an earlier version began. */
  byTemporal?: true;
}

/** A skip has to give these outputs of the step. */
export interface LackingOutputs {
  step: string;
  outputs: string[];
}

/** Text of files by absolute path: diagnostics are quoted from it. */
export interface Sources {
  [file: string]: string;
}

/** What carries a refusal to whoever asked. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal, cause?: unknown) {
    super(messageOf(refusal), { cause });
    this.refusal = refusal;
  }

  get code(): RefusalCode {
    return this.refusal.code;
  }
}

/** Whoever asks for what does not fit is told why. */
export function refusal(verb: string, name: string, why: string, cause?: unknown): ClientError {
  return new ClientError({ code: 'run.refused', name, verb, why }, cause);
}

/** A run of that name is open. */
export function busy(view: RunView, wanted: 'start' | 'down', cause?: unknown): ClientError {
  const { name, runId, mode, state, startedAt } = view;
  const held = heldSteps(view).map(({ id }) => id);
  const run = { name, runId, mode, state, startedAt, held };
  return new ClientError({ code: 'run.busy', run, wanted }, cause);
}

/** The refusal that an error carries, if it does. */
export function refusalOf(error: unknown): Refusal | undefined {
  return error instanceof ClientError ? error.refusal : undefined;
}

/** What happened, in words for everybody. */
function messageOf(refusal: Refusal): string {
  switch (refusal.code) {
    case 'run.unknown':
      return unknownRun(refusal);
    case 'run.busy':
      return openRun(refusal);
    case 'run.refused':
      return refusal.ended === undefined
        ? `${orderWords[refusal.verb] ?? refusal.verb} does not fit: ${refusal.why}.`
        : `The run "${refusal.name}" has ended (${refusal.ended}).`;
    case 'resume.needless':
      return needless(refusal);
    case 'run.too-large':
      return `The pipeline "${refusal.pipeline}" takes ${inKib(refusal.plan)} and its inputs ${inKib(refusal.inputs)}; a run takes ${inKib(refusal.most)}.`;
    case 'run.unsupported':
      return `The run "${refusal.name}" was started by an engine that speaks version ${refusal.speaks}; this one speaks ${refusal.wanted}.`;
    case 'run.stuck':
      return refusal.open
        ? `The run "${refusal.name}" cannot go on: ${refusal.reason}`
        : `What the run "${refusal.name}" did cannot be read any more: ${refusal.reason}`;
    case 'engine.unreachable':
      return refusal.why;
    case 'namespace.unknown':
      return `Temporal at ${refusal.address} has no namespace ${refusal.namespace}.`;
    case 'queue.unserved':
      return unserved(refusal);
    case 'host.elsewhere':
      return `${refusal.name} was brought up ${placeWords(refusal)}, and not taken down there: brought up here too, it would be there twice, and what is there would be forgotten.`;
    case 'pipeline.invalid':
      return `${refusal.file} is not a valid pipeline.`;
    case 'inputs.invalid':
      return `The inputs do not fit: ${refusal.problems.map(({ message }) => message).join('; ')}.`;
    case 'plan.differs':
      return `${refusal.pipeline} is not what was planned: its file, a file that it reads, its inputs or the choice of steps differ.`;
    case 'inputs.unused':
      return `${refusal.name} is taken down with the inputs that it was brought up with.`;
    case 'step.unknown':
      return `There is no step ${refusal.step}.`;
    case 'selection.empty':
      return `The selection leaves no step of ${refusal.pipeline} to do.`;
  }
}

/** What people call an order, where that is not its verb. */
const orderWords: { [verb: string]: string } = { revise: 'the corrected pipeline' };

function unknownRun({ name, sought }: Refusal & { code: 'run.unknown' }): string {
  if (sought === 'green') return `No run of ${name} succeeded before this one.`;
  if (sought === 'up') return `Nothing was brought up under the name ${name}.`;
  return `There is no run named "${name}".`;
}

function openRun({ run, wanted }: Refusal & { code: 'run.busy' }): string {
  const { name, state, mode, startedAt, held } = run;
  if (wanted === 'down') return `${name} is ${state} (${mode}): it cannot be taken down under way.`;
  if (state === 'held') return `A run named ${name} is held at ${held.join(', ')}.`;
  return `A run named ${name} is ${state} since ${startedAt} (${mode}).`;
}

function needless({ name, state, waits }: Refusal & { code: 'resume.needless' }): string {
  const [first] = waits;
  if (first !== undefined) {
    const until = first.until === undefined ? '' : ` at ${first.until}`;
    return `${name} is ${state}: nothing is held. ${first.id} waits for its next attempt${until}${first.byTemporal ? ', and only an abort ends that: an earlier version began this run' : ''}.`;
  }
  return state === 'succeeded'
    ? `${name} has succeeded: there is nothing to go on with.`
    : `${name} is ${state}: nothing is held.`;
}

function unserved({ queue, name, steps }: Refusal & { code: 'queue.unserved' }): string {
  if (steps !== undefined) {
    return `Could not be checked: ${steps.join(', ')}. No worker serves the queue ${queue}.`;
  }
  const whose = name === undefined ? '' : `, on which ${name} goes on`;
  return `No worker serves the queue ${queue}${whose}.`;
}

function placeWords({ queue, host }: { queue: string; host?: string }): string {
  return host === undefined ? `on the queue ${queue}` : `on ${host} (queue ${queue})`;
}
