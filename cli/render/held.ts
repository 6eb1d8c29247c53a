import { mustBeNamed, outcomeOf } from '../../contract/outcome-of.js';
import type { RunView, StepView } from '../../contract/run.js';
import { askedSteps, heldSteps } from '../../contract/waits.js';
import { shellWord } from '../terminal/quote.js';
import type { Style } from '../terminal/style.js';
import { oneLine, wrap } from '../terminal/text.js';
import { partsLine, partsOf } from './step-words.js';
import { questionLines } from './waiting.js';
import { type Way, waysLines } from './ways.js';

const linesOfOutput = 12;

/** What holds the run: each held step with its error, what to do next and its last output. */
export function holdLines(view: RunView, style: Style): string[] {
  const held = heldSteps(view).flatMap((step) => ['', ...failureLines(step, style)]);
  return [...held, ...untoldLines(view, style), ...questionLines(view, style)];
}

/** A step of `on-hold` that failed: perhaps nobody knows of the hold. */
function untoldLines({ onHold = [] }: RunView, style: Style): string[] {
  const failed = onHold.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return [];
  const why = failed.flatMap((step) => ['', ...failureLines(step, style)]);
  return [...why, '', '  It is a step of on-hold: nobody may have been told of the hold.'];
}

/** What holds the run, and the commands to go on with it. */
export function heldLines(view: RunView, command: string, style: Style, here?: string): string[] {
  return [...holdLines(view, style), ...waysOnLines(view, command, style, here)];
}

/** A held or failed step: which, why, what next, its parts and its last output. */
export function failureLines(step: StepView, style: Style): string[] {
  const { colors, symbols } = style;
  const { failure } = step;
  const mark = step.state === 'held' ? symbols.held : symbols.failed;
  const details = [
    step.type,
    ...(failure === undefined ? [] : [failure.code, attemptWords(step, failure.attempt)]),
  ];
  const title = `${mark} ${step.state} at ${oneLine(step.id)}`;
  const lines = [`${colors.red(colors.bold(title))} ${colors.dim(`(${details.join(', ')})`)}`];
  if (failure === undefined) return [...lines, ...indented(step.why ?? '', style)];
  lines.push(...indented(failure.message, style));
  if (failure.next !== '') lines.push('', ...indented(failure.next, style));
  const parts = partsOf(step);
  if (parts !== undefined) lines.push('', `  ${partsLine(parts, style.width - 3, style)}`);
  const tail = failure.tail.slice(-linesOfOutput);
  if (tail.length > 0) {
    lines.push('', '  Last output:');
    lines.push(...tail.map((line) => colors.dim(`  ${symbols.bar} ${oneLine(line)}`)));
  }
  return lines;
}

function attemptWords(step: StepView, attempt: number): string {
  return step.maxAttempts === undefined
    ? `attempt ${attempt}`
    : `attempt ${attempt} of ${step.maxAttempts}`;
}

function indented(text: string, style: Style): string[] {
  const plain = text.split('\n').map(oneLine).join('\n');
  return wrap(plain, style.width - 3).map((line) => `  ${line}`.trimEnd());
}

/**
 * The commands to go on with a held run.
 * @param here Id of this computer's state directory: a step's log is where it ran.
 */
export function waysOnLines(view: RunView, command: string, style: Style, here?: string): string[] {
  const name = shellWord(view.name);
  const logged = heldSteps(view).filter((step) => isLogged(step, here))[0];
  const ways: Way[] = [
    ...waysToResume(view, command),
    [`${command} abort ${name} --undo`, 'take down what it made'],
    [`${command} abort ${name}`, 'leave it as it is'],
    ...(logged
      ? [[`${command} logs ${name} ${shellWord(logged.id)}`, 'all of its output'] as Way]
      : []),
    ...askedSteps(view).map(
      ({ id }): Way => [`${command} approve ${name} --step ${shellWord(id)}`, 'let it go on'],
    ),
  ];
  return waysLines('To go on:', ways, style);
}

/** Whether an attempt at the step was made, here as far as is known. */
function isLogged({ type, failure, where }: StepView, here: string | undefined): boolean {
  if (where !== undefined) return here === undefined || where.id === here;
  return type !== 'approval' && failure?.attempt !== 0;
}

/** Where only a person knows whether a step was done, a resume that names nothing is refused. */
function waysToResume(view: RunView, command: string): Way[] {
  const name = shellWord(view.name);
  const held = heldSteps(view);
  const resume = (step: StepView, what: string): Way => [
    `${command} resume ${name} --step ${shellWord(step.id)}`,
    what,
  ];
  const skip = (id: string, what: string, done = ''): Way => [
    `${command} skip ${name} --step ${shellWord(id)}${done} --reason WHY`,
    what,
  ];
  const isUnsafe = (step: StepView) => mustBeNamed(outcomeOf(step));
  const unsafe = held.find(isUnsafe);
  if (unsafe === undefined) {
    const first = skip(held[0]?.id ?? 'STEP', 'go on without it');
    return [[`${command} resume ${name}`, 'try again from here'], first];
  }
  const safe = held.find((step) => !isUnsafe(step));
  return [
    resume(unsafe, 'do it again'),
    skip(unsafe.id, 'it was done', ' --done'),
    ...(safe ? [resume(safe, 'try this one again')] : []),
  ];
}
