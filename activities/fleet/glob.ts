import { matches } from '../../language/patterns.js';

/**
 * Go's `path.Match`, by which fleet compares X-Conflicts with unit names: `*` and `?` stop at a
 * slash, `[a-z]` and `[^a-z]` are classes, a backslash takes the next character as it is. A
 * malformed pattern matches nothing.
 */
export function matchGlob(pattern: string, name: string): boolean {
  const source = toRegExp(pattern);
  // Many stars in one glob take as long as a bad regular expression.
  return source !== undefined && matches(source, name, 'su') === true;
}

function toRegExp(pattern: string): string | undefined {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] ?? '';
    if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '\\') {
      const next = pattern[++i];
      if (next === undefined) return undefined;
      source += literal(next);
    } else if (char === '[') {
      const end = pattern.indexOf(']', i + 2);
      if (end === -1) return undefined;
      const body = pattern.slice(i + 1, end);
      const negated = body.startsWith('^');
      const members = (negated ? body.slice(1) : body).replace(/[\\[\]^]/g, '\\$&');
      if (members === '') return undefined;
      source += `[${negated ? '^' : ''}${members}]`;
      i = end;
    } else source += literal(char);
  }
  try {
    return new RegExp(`^${source}$`, 'su').source;
  } catch {
    return undefined; // A class like [z-a].
  }
}

const literal = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
