import type { Json } from '../../contract/plan.js';
import { parseJsonText } from '../../language/values/json-text.js';
import { InexactNumber, inQuotes, readNumber } from '../../language/values/numbers.js';
import { StepError } from '../contract/step-error.js';
import { shortened } from '../tools/shortened.js';
import type { ShellInput } from './schemas.js';

export type Outputs = { [name: string]: Json };
type Declared = NonNullable<ShellInput['outputs']>;
type OutputType = Declared[string]['type'];

/**
 * What a script wrote to `$MUSTER_OUTPUT`, by the types declared. All that is wrong is told at once.
 *
 * @throws StepError `outputs.invalid`
 */
export function readOutputs(
  { error, text = '' }: { error?: StepError; text?: string },
  declared: Declared = {},
  script: 'check' | 'run' = 'run',
): Outputs {
  if (error) {
    // Nobody reads the outputs of a script that has none.
    if (Object.keys(declared).length === 0) return {};
    throw error;
  }
  const { values, problems } = parseLines(text);
  const outputs: Outputs = {};
  for (const [name, written] of values) {
    const type = declared[name]?.type;
    if (type === undefined) {
      problems.push(`${name} is not declared`);
      continue;
    }
    try {
      const value = readers[type](written);
      if (value === undefined) problems.push(`${name} is no ${type}: ${shown(written)}`);
      else outputs[name] = value;
    } catch (error) {
      if (!(error instanceof InexactNumber)) throw error;
      problems.push(`${name}: ${error.message} (declare it as string, or ${inQuotes})`);
    }
  }
  for (const name of Object.keys(declared)) {
    if (!values.has(name)) problems.push(`${name} was not written`);
  }
  if (problems.length === 0) return outputs;
  throw new StepError('outputs.invalid', {
    message: `The outputs of ${script} do not fit: ${problems.join('; ')}.`,
    next:
      script === 'check'
        ? 'Where there is a check, it writes the outputs: run is left out where it already holds.'
        : 'Write key=value to $MUSTER_OUTPUT for each name under outputs, and for no other.',
  });
}

/**
 * `key=value`, or `key<<END`, lines, `END`. A blank line is nothing; of two values the later holds. A
 * line may end as on Windows, as lines of HTTP and of terminals do.
 */
function parseLines(written: string): { values: Map<string, string>; problems: string[] } {
  const values = new Map<string, string>();
  const problems: string[] = [];
  const lines = written.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const [line, isWindows] = withoutReturn(lines[index] ?? '');
    if (line.trim() === '') continue;
    const match = /^([^=<\s]+)(=|<<)(.*)$/s.exec(line);
    const [, name = '', sign, rest = ''] = match ?? [];
    if (sign === '=') {
      values.set(name, rest);
    } else if (sign === '<<' && rest !== '') {
      const end = lines.findIndex((one, at) => at > index && withoutReturn(one)[0] === rest);
      if (end < 0) {
        problems.push(`line ${index + 1}: ${name}<<${rest} has no end ${rest}`);
        break;
      }
      const inside = lines.slice(index + 1, end);
      const bare = isWindows ? inside.map((one) => withoutReturn(one)[0]) : inside;
      values.set(name, bare.join('\n'));
      index = end;
    } else {
      problems.push(`line ${index + 1} is no key=value: ${shown(line)}`);
    }
  }
  return { values, problems };
}

function withoutReturn(line: string): [line: string, hadOne: boolean] {
  return line.endsWith('\r') ? [line.slice(0, -1), true] : [line, false];
}

/** Text to value; undefined where it does not fit. */
const readers: Record<OutputType, (text: string) => Json | undefined> = {
  string: (text) => text,
  integer: (text) => {
    const number = readNumber(text);
    return Number.isSafeInteger(number) ? number : undefined;
  },
  number: readNumber,
  boolean: (text) => ({ true: true, false: false })[text.trim()],
  array: (text) => {
    const value = parseJson(text);
    return Array.isArray(value) ? value : undefined;
  },
  object: (text) => {
    const value = parseJson(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  },
};

function parseJson(text: string): Json | undefined {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (error instanceof InexactNumber) throw error;
    return undefined;
  }
}

function shown(text: string): string {
  return JSON.stringify(shortened(text, 60));
}
