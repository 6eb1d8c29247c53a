import { secretNamePattern } from '../../language/names.js';

/** A line that could be read in more than one way, and what is wrong with it; nothing of its text. */
export interface LineProblem {
  /** From 1. */
  line: number;
  what: string;
}

export interface ParsedSecrets {
  secrets: Map<string, string>;
  problems: LineProblem[];
}

/**
 * `NAME=value` lines, and comments. A value is what stands behind `=`, whole; in quotes it may hold
 * what would be in doubt without. Tools differ in what they make of such files, and a value that
 * was cut is noticed late, if at all: so what others read otherwise is refused.
 */
export function parseSecrets(content: Buffer): ParsedSecrets {
  const found: ParsedSecrets = { secrets: new Map(), problems: [] };
  const lines = linesOf(content, found.problems);
  const places = new Map<string, number>();
  for (let index = 0; index < lines.length; ) {
    const { entry, next } = entryAt(lines, index);
    const line = index + 1;
    index = next;
    if (entry === undefined) continue;
    if ('what' in entry) {
      found.problems.push(entry);
      continue;
    }
    const before = places.get(entry.name);
    if (before === undefined) {
      places.set(entry.name, line);
      found.secrets.set(entry.name, entry.value);
    } else {
      found.problems.push({ line, what: `${entry.name} stands in line ${before} already` });
    }
  }
  found.problems.sort((a, b) => a.line - b.line);
  return found;
}

/** A line that is not UTF-8 is a comment to those after it. */
function linesOf(content: Buffer, problems: LineProblem[]): string[] {
  const text = content.toString('utf8').replace(/^\uFEFF/, '');
  return text.split(/\r?\n/).map((line, index) => {
    if (!line.includes('\uFFFD')) return line;
    problems.push({ line: index + 1, what: 'it is not UTF-8' });
    return '#';
  });
}

type Entry = { name: string; value: string } | LineProblem;

interface Step {
  /** Absent for a comment. */
  entry?: Entry;
  /** Where the next one begins. */
  next: number;
}

function entryAt(lines: readonly string[], index: number): Step {
  const text = lines[index] ?? '';
  const next = index + 1;
  const wrong = (what: string): Step => ({ entry: { line: index + 1, what }, next });
  if (/^\s*(#|$)/.test(text)) return { next };
  const [, name = '', blank = '', given] =
    /^[ \t]*(?:export[ \t]+)?([^=\s]+)([ \t]*)=(.*)$/s.exec(text) ?? [];
  if (given === undefined) {
    const [, key] = /^\s*([A-Z][A-Z0-9_]*)\s*:/.exec(text) ?? [];
    const how = key === undefined ? '' : `: write ${key}=… with an equals sign`;
    return wrong(`it is no NAME=value${how}`);
  }
  if (!secretNamePattern.test(name)) {
    return wrong('the name is none that a pipeline can declare: capital letters, digits and _');
  }
  if (blank !== '' || /^[ \t]/.test(given)) {
    return wrong(`there is a blank before or after the = of ${name}: take it away`);
  }
  if (/^['"`]/.test(given)) return quotedAt(lines, index, name, given);
  const what = inDoubt(name, given);
  return what === undefined ? { entry: { name, value: given }, next } : wrong(what);
}

function inDoubt(name: string, value: string): string | undefined {
  if (value === '') return `${name} has no value: write ${name}="" if it shall be empty`;
  if (controls.test(value)) return `there is a control character in ${name}`;
  if (/\s#|^#\s/.test(value)) {
    return `what follows # may be a comment: put the value of ${name} in quotes`;
  }
  if (/\s$/.test(value)) {
    return `${name} ends with a blank: put it in quotes with it, or take it away`;
  }
  return undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/;
const another = /^\s*(?:export\s+)?[A-Z][A-Z0-9_]*=[^=]/;

/** From its opening quote, in this line or a later one to the closing one. */
function quotedAt(lines: readonly string[], index: number, name: string, given: string): Step {
  const quote = given.charAt(0);
  const wrong = (at: number, what: string, next = at + 1): Step => ({
    entry: { line: at + 1, what },
    next,
  });
  const value: string[] = [];
  for (let at = index; at < lines.length; at++) {
    const line = at === index ? given.slice(1) : (lines[at] ?? '');
    if (at > index && another.test(line)) {
      const what = `it looks like a secret of its own, in the quotes that line ${index + 1} opens`;
      return wrong(at, what);
    }
    const end = line.indexOf(quote);
    const text = end < 0 ? line : line.slice(0, end);
    if (quote === '"' && /\\(?!n)/.test(text)) {
      const what = `in double quotes a backslash stands in \\n only: put ${name} in single quotes`;
      return wrong(at, what);
    }
    if (controls.test(text)) return wrong(at, `there is a control character in ${name}`);
    value.push(text);
    if (end < 0) continue;
    if (!/^[ \t]*$|^[ \t]+#/.test(line.slice(end + 1))) {
      return wrong(at, `there is more behind the closing quote of ${name}`);
    }
    const whole = value.join('\n');
    const meant = quote === '"' ? whole.replaceAll('\\n', '\n') : whole;
    return { entry: { name, value: meant }, next: at + 1 };
  }
  return wrong(index, `the quote ${quote} of ${name} is not closed`, lines.length);
}
