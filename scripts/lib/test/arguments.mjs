import { parseArgs } from 'node:util';
import { kinds } from './kinds.mjs';

export const usage = `Usage: npm test [-- [options] [FILE…]]

Sets up what the tests need, then runs static checks and every kind of tests that this
computer can host: ${kinds.map(({ name }) => name).join(', ')}.

FILE is a path of a test file or a part of one. With FILE, -t or --kind only those tests
run, and no static checks.

Options:
  -t, --test-name-pattern NAME  only tests whose name matches this regular expression
  --kind KIND                   only tests of this kind (may be repeated)
  --verbose                     name every test, and show all that is written meanwhile
  -h, --help                    print this help

Examples:
  npm test -- test/language
  npm test -- held.engine -t 'once'`;

/** What a person asked for that cannot be: told with the usage. */
export class UsageError extends Error {}

/**
 * @param {string[]} args of `npm test`
 * @returns {{ help: boolean, verbose: boolean, pattern?: string, kinds: string[], filters: string[] }}
 */
export function testArguments(args) {
  const { values, positionals } = parse(args, {
    help: { type: 'boolean', short: 'h', default: false },
    verbose: { type: 'boolean', default: false },
    'test-name-pattern': { type: 'string', short: 't' },
    kind: { type: 'string', multiple: true, default: [] },
  });
  const names = kinds.map(({ name }) => name);
  const unknown = values.kind.find((kind) => !names.includes(kind));
  if (unknown !== undefined) {
    throw new UsageError(`There is no kind "${unknown}" of tests; there are ${names.join(', ')}.`);
  }
  const pattern = values['test-name-pattern'];
  return {
    help: values.help,
    verbose: values.verbose,
    ...(pattern === undefined ? {} : { pattern }),
    kinds: values.kind,
    filters: positionals,
  };
}

/** `parseArgs` of Node, whose complaint becomes a UsageError. */
export function parse(args, options) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // Node adds advice on positional arguments, which is of no use here.
    throw new UsageError(error.message.split('. ')[0].replace(/\.?$/, '.'));
  }
}
