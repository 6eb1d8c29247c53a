import { relative } from 'node:path';
import type { OpenRun, Refusal, RefusalCode } from '../../client/refusal.js';
import { formatDiagnostics } from '../../language/diagnostics/format.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { shellWord } from '../terminal/quote.js';
import { styleFor } from '../terminal/style.js';

/** What a refusal is in the words of the command line: what to do next, and how the command ends. */
export interface RefusalReport {
  exitCode: ExitCode;
  next?: string;
  /** In place of the refusal's own message. */
  message?: string;
  /** In place of message and next, already laid out. */
  text?: string;
  /** Beside the message in the JSON document. */
  data?: Record<string, unknown>;
}

/** How wide, in which colours, from which folder and by which command. */
export type Speaker = Pick<Io, 'command' | 'cwd' | 'stderr' | 'env'> & { color?: boolean };

const exitCodeOf: Record<RefusalCode, ExitCode> = {
  'run.unknown': exitCodes.usage,
  'run.busy': exitCodes.refused,
  'run.refused': exitCodes.refused,
  'resume.needless': exitCodes.refused,
  'run.too-large': exitCodes.invalid,
  'run.unsupported': exitCodes.engine,
  'run.stuck': exitCodes.refused,
  'engine.unreachable': exitCodes.engine,
  'namespace.unknown': exitCodes.engine,
  'queue.unserved': exitCodes.engine,
  'host.elsewhere': exitCodes.refused,
  'plan.differs': exitCodes.refused,
  'pipeline.invalid': exitCodes.invalid,
  'inputs.invalid': exitCodes.invalid,
  'inputs.unused': exitCodes.usage,
  'step.unknown': exitCodes.usage,
  'selection.empty': exitCodes.usage,
};

export function reportOfRefusal(refusal: Refusal, speaker: Speaker): RefusalReport {
  const next = nextOf(refusal, speaker.command);
  return {
    exitCode: exitCodeOf[refusal.code],
    ...(next === undefined ? {} : { next }),
    ...detailsOf(refusal, speaker),
  };
}

function nextOf(refusal: Refusal, command: string): string | undefined {
  switch (refusal.code) {
    case 'run.unknown':
      return nextOfUnknown(refusal, command);
    case 'run.busy':
      return (refusal.wanted === 'down' ? waysDown : waysUp)(refusal.run, command).join('\n');
    case 'run.refused':
      return nextOfRefused(refusal, command);
    case 'resume.needless':
      return refusal.state === 'succeeded'
        ? `To bring it up again: ${command} up with its pipeline.`
        : `To follow it: ${command} status ${shellWord(refusal.name)} --follow`;
    case 'run.too-large':
      return 'Nothing was begun. Write what is large to a file, and give its path as the input.';
    case 'run.unsupported':
      return `Go on with it in the version of Muster that started it; nothing is lost meanwhile. To be rid of it: temporal workflow terminate --workflow-id ${refusal.name}.`;
    case 'run.stuck':
      return refusal.open
        ? `To end it, and leave what it made: ${command} abort ${shellWord(refusal.name)} --force`
        : `Look for yourself what there is; then ${command} up with its pipeline, or ${command} down ${shellWord(refusal.name)}`;
    case 'engine.unreachable':
      return refusal.address === undefined
        ? `Nothing is lost: the next command starts it again, and what ran goes on. To follow it: ${command} status NAME --follow`
        : `See ${command} doctor, and logs/temporal.log in the state directory.`;
    case 'namespace.unknown':
      return `Set TEMPORAL_NAMESPACE to one that there is, or make it: temporal operator namespace create ${refusal.namespace}`;
    case 'queue.unserved':
      return `Start the engine, or the worker, that serves it, on its computer: ${command} worker --queue ${shellWord(refusal.queue)}`;
    case 'host.elsewhere':
      return waysElsewhere(refusal, command).join('\n');
    case 'plan.differs':
      return `Nothing was begun. Look at the plan again: ${command} plan with the same pipeline, inputs and steps.`;
    case 'inputs.invalid':
      return 'Give them with --input name=value, or --inputs FILE.';
    case 'inputs.unused':
      return 'Leave the inputs away.';
    case 'step.unknown':
      return refusal.hint;
    case 'selection.empty':
      return 'Leave --only, --from, --until or --skip away, or name other steps.';
    case 'pipeline.invalid':
      return undefined;
  }
}

function nextOfUnknown({ sought }: Refusal & { code: 'run.unknown' }, command: string): string {
  if (sought === 'green') return 'Bring it up once, then compare.';
  const runs = `To see the runs there are: ${command} runs`;
  return sought === 'up' ? `${runs}. A pipeline file can be named instead.` : runs;
}

function nextOfRefused(refusal: Refusal & { code: 'run.refused' }, command: string): string {
  const name = shellWord(refusal.name);
  const { lacks, verb } = refusal;
  if (lacks !== undefined) {
    const step = shellWord(lacks.step);
    const names = lacks.outputs.length === 0 ? ['NAME'] : lacks.outputs;
    const given = names.map((output) => ` --output ${shellWord(output)}=VALUE`).join('');
    return `To give them: ${command} skip ${name} --step ${step} --reason WHY${given}`;
  }
  if (refusal.ended === undefined && verb === 'resume') {
    return `To see what it would do, and what must be named: ${command} resume ${name} --dry-run`;
  }
  if (refusal.ended === undefined) return `To see how it stands: ${command} status ${name}`;
  return refusal.ended === 'succeeded'
    ? `To bring it up again: ${command} up with its pipeline.`
    : `To go on from where it stopped: ${command} resume ${name}`;
}

function waysUp(run: OpenRun, command: string): string[] {
  const ways = waysOn(run).map(
    ([what, verb, option = '']) => `${what} ${command} ${verb} ${shellWord(run.name)}${option}`,
  );
  return run.state === 'held' ? ways : [...ways, 'For another beside it: --name OTHER'];
}

function waysOn({ state }: OpenRun): [what: string, verb: string, option?: string][] {
  const end: [string, string] = ['To end it:', 'abort'];
  switch (state) {
    case 'held':
      return [['To see why:', 'status'], ['To go on:', 'resume'], end];
    case 'paused':
      return [['To go on:', 'resume'], end];
    case 'waiting-approval':
      return [['To see what is asked:', 'status'], ['To let it go on:', 'approve'], end];
    default:
      return [['To follow it:', 'status', ' --follow'], end];
  }
}

function waysDown(run: OpenRun, command: string): string[] {
  const name = shellWord(run.name);
  return [
    `To follow it: ${command} status ${name} --follow`,
    `To end it and take down what it made: ${command} abort ${name} --undo`,
  ];
}

function waysElsewhere({ name }: { name: string }, command: string): string[] {
  return [
    'To bring it up there: the same command on that computer',
    `To take down what is there, from here too: ${command} down ${shellWord(name)}`,
    'For another beside it: --name OTHER',
  ];
}

function detailsOf(refusal: Refusal, speaker: Speaker): Partial<RefusalReport> {
  switch (refusal.code) {
    case 'run.busy': {
      const { name, runId, state, held } = refusal.run;
      return { data: { run: { name, runId, state, held } } };
    }
    case 'pipeline.invalid':
      return {
        text: diagnosticsText(refusal, speaker),
        data: { diagnostics: refusal.diagnostics },
      };
    case 'inputs.invalid': {
      const lines = refusal.problems.map(({ message, hint }) => {
        return `  ${message}${hint === undefined ? '' : ` (${hint})`}`;
      });
      const message = `The inputs do not fit:\n${lines.join('\n')}`;
      return { message, data: { problems: refusal.problems } };
    }
    case 'step.unknown': {
      const { way, step } = refusal;
      return way === undefined
        ? {}
        : { message: `--${way} ${step}: the pipeline has no such step` };
    }
    default:
      return {};
  }
}

/** What is wrong with a pipeline, as a person reads it on standard error. */
export function diagnosticsText(
  { diagnostics, sources }: Pick<Refusal & { code: 'pipeline.invalid' }, 'diagnostics' | 'sources'>,
  { cwd, stderr, env, color }: Speaker,
): string {
  const style = styleFor(stderr, env, color ?? true);
  return formatDiagnostics(diagnostics, new Map(Object.entries(sources)), {
    color: style.colors.isColorSupported,
    width: style.width - 1,
    ...(inside(cwd, diagnostics) && { directory: cwd }),
  });
}

/** Paths elsewhere are clearer in full than as `../../..`. */
function inside(folder: string, places: { file: string }[]): boolean {
  return places.every(({ file }) => !relative(folder, file).startsWith('..'));
}
