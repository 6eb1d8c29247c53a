import { createHash } from 'node:crypto';
import { shortened } from '../tools/shortened.js';

/** One `Name=value` of a unit file. */
export interface UnitOption {
  section: string;
  name: string;
  value: string;
}

/** A unit file that fleet would refuse. The message is fleetctl's own, so both can be searched for. */
export class UnitSyntaxError extends Error {
  override readonly name = 'UnitSyntaxError';
}

// Go's unicode.IsSpace. JavaScript's trim() differs: it keeps U+0085 and takes U+FEFF.
const space =
  '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const spaces = new RegExp(`^[${space}]+|[${space}]+$`, 'g');
const isSpace = new RegExp(`^[${space}]$`);
const trim = (text: string): string => text.replace(spaces, '');
const isComment = (char: string): boolean => char === '#' || char === ';';

/**
 * The options of a unit file, read as fleetctl v1.0.0 reads them (go-systemd's `unit.Deserialize`
 * of November 2016), quirks included: the hash depends on them.
 */
export function parseUnitFile(text: string): UnitOption[] {
  const options: UnitOption[] = [];
  let at = 0;

  /** The rest of the line. Like the original it drops a CR only where no LF follows. */
  const restOfLine = (): { line: string; eof: boolean } => {
    const end = text.indexOf('\n', at);
    const eof = end === -1;
    const line = text.slice(at, eof ? text.length : end);
    at = eof ? text.length : end + 1;
    return { line: eof && line.endsWith('\r') ? line.slice(0, -1) : line, eof };
  };
  const skipComment = (): void => {
    let { line } = restOfLine();
    while ((line.endsWith(' ') ? line.slice(0, -1) : line).endsWith('\\'))
      ({ line } = restOfLine());
  };
  const sectionName = (): string => {
    const end = text.indexOf(']', at);
    if (end === -1) throw new UnitSyntaxError('unable to find end of section');
    const name = text.slice(at, end);
    at = end + 1;
    if (trim(restOfLine().line) !== '')
      throw new UnitSyntaxError(`found garbage after section name ${name}`);
    return name;
  };
  const optionName = (): string => {
    const start = at;
    for (; at < text.length; at++) {
      if (text[at] === '\n' || text[at] === '\r')
        throw new UnitSyntaxError('unexpected newline encountered while parsing option name');
      if (text[at] === '=') return trim(text.slice(start, at++));
    }
    throw new UnitSyntaxError(
      `found no "=" after ${JSON.stringify(shortened(text.slice(start), 40))}`,
    );
  };
  const optionValue = (): string => {
    let value = '';
    for (;;) {
      const { line, eof } = restOfLine();
      if (trim(line) === '') break;
      value += line;
      if (!line.endsWith('\\')) break;
      if (!eof) value += '\n';
    }
    return value.endsWith('\n') ? `${trim(value)}\n` : trim(value);
  };

  let section: string | undefined;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '[') {
      at++;
      section = sectionName();
    } else if (isComment(char)) {
      at++;
      skipComment();
    } else if (section === undefined || isSpace.test(char)) {
      at++; // Whatever stands before the first section is skipped, as fleet does.
    } else {
      const name = optionName();
      options.push({ section, name, value: optionValue() });
    }
  }
  return options;
}

/** Options as fleet writes them: grouped by section, in the order in which sections appear. */
export function serializeUnit(options: readonly UnitOption[]): string {
  const sections = new Map<string, string[]>();
  for (const { section, name, value } of options) {
    const lines = sections.get(section) ?? [];
    lines.push(`${name}=${value}\n`);
    sections.set(section, lines);
  }
  return [...sections].map(([name, lines]) => `[${name}]\n${lines.join('')}`).join('\n');
}

/**
 * The HASH column of `list-unit-files` and `list-units`: SHA-1 of the unit as its registry gives it
 * back. That is read, written and read again, which matters for a value that ends in a backslash.
 */
export function unitHash(options: readonly UnitOption[]): string {
  const stored = parseUnitFile(serializeUnit(options));
  return createHash('sha1').update(serializeUnit(stored)).digest('hex');
}
