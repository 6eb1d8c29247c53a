import type { z } from 'zod';
import type { Json } from '../../contract/plan.js';
import { listOf } from '../names.js';
import type { Path } from '../source/node.js';

const kinds: { [expected: string]: string } = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'empty',
};

const formats: { [format: string]: string } = {
  url: 'a URL, such as http://172.17.8.1:8087',
  email: 'an e-mail address',
  hostname: 'a host name',
  ipv4: 'an IPv4 address, such as 172.17.8.101',
  ipv6: 'an IPv6 address',
  cidrv4: 'a network, such as 172.17.8.0/24',
  cidrv6: 'a network, such as fd00::/64',
  uuid: 'a UUID',
  date: 'a date, such as 2026-11-23',
  datetime: 'a date with time, such as 2026-11-23T17:00:00Z',
};

const counted: { [origin: string]: string } = {
  string: 'characters',
  array: 'items',
  object: 'fields',
  record: 'fields',
};

/** What kind of value it is, in a person's words. */
export function kindOfJson(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a number';
  return (
    { string: 'text', boolean: 'true or false', object: 'a map' }[typeof value as string] ?? ''
  );
}

/** The name of a value: its key; `needs[0]` for a list item. */
export function nameOf(path: Path): string {
  const names = path.filter((key) => typeof key === 'string');
  const last = path.findLastIndex((key) => typeof key === 'string');
  const indexes = path.slice(last + 1).map((index) => `[${index}]`);
  return names.length === 0 ? 'the value' : `${names.at(-1)}${indexes.join('')}`;
}

/** An issue as a sentence: `attempts must be at least 1, not 0`. */
export function sayIssue(issue: z.core.$ZodIssue, value: Json | undefined, name: string): string {
  if (!isDefault(issue.message)) {
    const joins = /^(is|must|has|may|cannot) /.test(issue.message);
    return `${name}${joins ? '' : ':'} ${issue.message}`;
  }
  switch (issue.code) {
    case 'invalid_type': {
      const expected = kinds[issue.expected] ?? issue.expected;
      return value === null
        ? `${name} is empty: it must be ${expected}`
        : `${name} must be ${expected}, not ${kindOfJson(value)}`;
    }
    case 'invalid_union': {
      const expected = issue.errors.flat().flatMap((one) => {
        if (one.code === 'invalid_type' && one.path.length === 0) {
          return [kinds[one.expected] ?? one.expected];
        }
        return one.code === 'invalid_value' ? one.values.map(String) : [];
      });
      const which = expected.length > 0 ? ` must be ${either([...new Set(expected)])}` : '';
      return `${name}${which || ' has none of the forms it may have'}, not ${kindOfJson(value)}`;
    }
    case 'invalid_value':
      return `${name} must be ${issue.values.length > 1 ? 'one of ' : ''}${listOf(issue.values.map(String))}`;
    case 'too_small':
      return `${name} must ${bound('at least', issue.minimum, issue.origin)}${given(value)}`;
    case 'too_big':
      return `${name} must ${bound('at most', issue.maximum, issue.origin)}${given(value)}`;
    case 'invalid_format':
      return issue.format === 'regex'
        ? `${name} does not match ${issue.pattern ?? 'its pattern'}`
        : `${name} must be ${formats[issue.format] ?? issue.format}`;
    default:
      return `${name}: ${issue.message}`;
  }
}

/** `a, b or c`. */
function either(words: readonly string[]): string {
  const [last, ...others] = [...words].reverse();
  return others.length === 0 ? String(last) : `${others.reverse().join(', ')} or ${last}`;
}

function bound(side: string, limit: number | bigint, origin: string): string {
  const what = counted[origin];
  if (what === undefined) return `be ${side} ${limit}`;
  const one = Number(limit) === 1 ? what.slice(0, -1) : what;
  return `have ${side} ${limit} ${one}`;
}

function given(value: Json | undefined): string {
  return typeof value === 'number' ? `, not ${value}` : '';
}

/** Whether the library chose the words, not the author of the schema. */
function isDefault(message: string): boolean {
  return /^(Invalid|Too (small|big)|Unrecognized)/.test(message);
}
