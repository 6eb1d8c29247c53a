import type { PreviewAction, PreviewStep, ResumePreview } from '../../contract/preview.js';
import { shellWord } from '../terminal/quote.js';
import type { Style } from '../terminal/style.js';
import { cut, oneLine, pad, widest, wrap } from '../terminal/text.js';
import { changedFieldLines } from './changed-fields.js';
import { givenWords } from './input-words.js';
import { partsLine } from './step-words.js';
import { type Way, waysLines } from './ways.js';

interface Wording {
  mark: string;
  words: string;
  summary: string;
  color: 'green' | 'dim' | 'cyan' | 'red' | 'yellow';
}

const wordings: Record<PreviewAction, Wording> = {
  kept: { mark: '=', words: 'kept', summary: 'kept', color: 'dim' },
  checked: { mark: '?', words: 'checked', summary: 'checked', color: 'cyan' },
  'left-in-place': {
    mark: '=',
    words: 'left in place',
    summary: 'left in place',
    color: 'dim',
  },
  'done-again': { mark: '~', words: 'done again', summary: 'done again', color: 'yellow' },
  'to-do': { mark: '+', words: 'to do', summary: 'to do', color: 'green' },
  'known-after-apply': {
    mark: '?',
    words: 'known after apply',
    summary: 'known after apply',
    color: 'yellow',
  },
  asked: { mark: '?', words: 'asked', summary: 'asked', color: 'yellow' },
  skipped: { mark: '-', words: 'stays skipped', summary: 'skipped', color: 'dim' },
  waits: { mark: '.', words: 'waits', summary: 'waiting', color: 'dim' },
  held: { mark: '!', words: 'stays held', summary: 'held', color: 'red' },
  'taken-down': { mark: '-', words: 'taken down', summary: 'taken down', color: 'red' },
  removed: { mark: '-', words: 'gone from the pipeline', summary: 'gone', color: 'dim' },
};

/** How it was asked for. */
interface Asked {
  command: string;
  pipeline?: string | undefined;
  steps?: string[] | undefined;
  /** Inputs of the corrected pipeline, as they were given. */
  input?: string[] | undefined;
  /** File of such inputs. */
  inputs?: string | undefined;
}

/** `muster resume NAME --dry-run`: what will be kept, checked and done again, and how safe it is. */
export function previewLines(preview: ResumePreview, ways: Asked, style: Style): string[] {
  const { colors, symbols } = style;
  const where = preview.how === 'in-place' ? 'goes on in place' : 'goes on as a new run';
  const idWidth = Math.min(34, widest(preview.steps.map(({ id }) => id)));
  const lines = preview.steps.flatMap((step) => stepLines(step, idWidth, style));
  const head = `${colors.bold(preview.name)} ${symbols.dot} ${where}`;
  const after = preview.refused === undefined ? justThis : refusalLines;
  return [head, ...lines, '', summary(preview.steps), ...after(preview, ways, style)];
}

function stepLines(step: PreviewStep, idWidth: number, style: Style): string[] {
  const { colors, symbols } = style;
  const { mark, words, color } = wordings[step.action];
  const id = pad(cut(step.id, idWidth, symbols.more), idWidth);
  const indent = ' '.repeat(4 + idWidth + 2);
  const room = style.width - 1 - indent.length;
  const [first = '', ...rest] = wrap(`${words}${reasonOf(step)}`, room);
  const seen = seenWords(step);
  return [
    `  ${colors[color](`${mark} ${id}  ${first}`)}`,
    ...rest.map((line) => indent + colors[color](line)),
    ...changedFieldLines(step.fields ?? {}, room, style).map((line) => indent + line),
    ...(seen === undefined ? [] : wrap(seen, room).map((line) => indent + line)),
    ...(step.seen?.parts && step.seen.holds !== true
      ? [indent + partsLine(step.seen.parts, room, style)]
      : []),
  ];
}

function reasonOf(step: PreviewStep): string {
  if (step.action === 'kept' || step.action === 'removed') return '';
  const differs = step.definition !== undefined && step.action !== 'held';
  const notes = [
    differs ? `definition ${step.definition}` : oneLine(step.why),
    ...(step.mustName ? ['must be named'] : []),
    ...(step.action === 'done-again' ? [safetyWords[step.safety]] : []),
  ];
  return ` (${notes.join('; ')})`;
}

const safetyWords = {
  checked: 'checked first',
  repeatable: 'may be repeated',
  unsafe: 'cannot be checked: it is your word that it may',
} as const;

/** What the world says just now, and so what the visit will do. */
function seenWords({ seen, action }: PreviewStep): string | undefined {
  if (seen === undefined) return undefined;
  if (seen.holds === true) return action === 'to-do' ? 'holds already' : 'holds: not touched';
  const why = seen.why === undefined ? '' : `: ${oneLine(seen.why)}`;
  if (seen.blocked) {
    const { code, message, next } = seen.blocked;
    return `does not hold${why}. It will be held again (${code}): ${message} ${next}`;
  }
  if (seen.holds === false) return `does not hold${why}: it will be applied`;
  return `cannot be told now${why}`;
}

function summary(steps: PreviewStep[]): string {
  const parts = Object.entries(wordings).flatMap(([action, words]) => {
    const number = steps.filter((step) => step.action === action).length;
    return number === 0 ? [] : [`${number} ${words.summary}`];
  });
  return parts.length === 0 ? 'No steps' : parts.join(', ');
}

/** The command that does what was told, and nothing else. */
function justThis(preview: ResumePreview, asked: Asked, style: Style): string[] {
  const command = `${resumeCommand(preview, asked)} --preview ${preview.fingerprint}`;
  const title = 'To do exactly this (refused if something else would be done by then):';
  return waysLines(title, [[command, '']], style);
}

/** The command that resumes as it was asked. */
export function resumeCommand({ name }: Pick<ResumePreview, 'name'>, asked: Asked): string {
  const { command, pipeline, steps = [] } = asked;
  const corrected =
    pipeline === undefined ? '' : ` --pipeline ${shellWord(pipeline)}${givenWords(asked)}`;
  const named = steps.map((step) => ` --step ${shellWord(step)}`).join('');
  return `${command} resume ${shellWord(name)}${corrected}${named}`;
}

function refusalLines(preview: ResumePreview, asked: Asked, style: Style): string[] {
  const { refused = '', steps } = preview;
  const { colors, symbols } = style;
  const { command } = asked;
  const name = shellWord(preview.name);
  const must = steps.filter(({ mustName }) => mustName);
  const ways = must.flatMap(({ id, definition }): Way[] => [
    [resumeCommand(preview, { ...asked, steps: [id] }), 'do it again'],
    ...(preview.how === 'in-place' && definition === undefined
      ? [
          [
            `${command} skip ${name} --step ${shellWord(id)} --done --reason WHY`,
            'it was done',
          ] as Way,
        ]
      : []),
  ]);
  return [
    '',
    ...wrap(`It would be refused: ${refused}`, style.width - 3).map((line, at) =>
      at === 0 ? `${colors.red(symbols.failed)} ${line}` : `  ${line}`,
    ),
    ...(ways.length === 0 ? [] : waysLines('To go on:', ways, style)),
  ];
}
