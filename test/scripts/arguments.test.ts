import { describe, expect, it } from 'vitest';
import { testArguments, UsageError } from '../../scripts/lib/test/arguments.mjs';
import { chooseFiles, kindOf } from '../../scripts/lib/test/kinds.mjs';

describe('npm test', () => {
  it('takes files, a name, kinds', () => {
    expect(testArguments(['test/cli', '-t', 'once', '--kind', 'page', '--verbose'])).toEqual({
      help: false,
      verbose: true,
      pattern: 'once',
      kinds: ['page'],
      filters: ['test/cli'],
    });
    expect(testArguments([])).toEqual({ help: false, verbose: false, kinds: [], filters: [] });
  });

  it('refuses what it does not know, in one sentence', () => {
    const ask =
      (...args: string[]) =>
      () =>
        testArguments(args);
    expect(ask('--watch')).toThrow(new UsageError("Unknown option '--watch'."));
    expect(ask('--kind', 'big')).toThrow(
      new UsageError('There is no kind "big" of tests; there are unit, engine, page, lab.'),
    );
  });
});

describe('files', () => {
  const files = [
    'test/cli/held.engine.test.ts',
    'test/cli/look.test.ts',
    'test/page/a.page.test.ts',
  ];

  it('are of the kind that their name says', () => {
    expect([...files, 'test/patience.ts'].map(kindOf)).toEqual([
      ...['engine', 'unit', 'page'],
      undefined,
    ]);
    expect(kindOf('test/cli/look.other.test.ts')).toBe('unit');
  });

  it('are chosen by their paths or parts of them, from wherever those count', () => {
    const choose = (...filters: string[]) => chooseFiles(files, filters, '/home/ada/muster');
    expect(choose('cli').chosen).toEqual(files.slice(0, 2));
    expect(choose('./test/cli/look', 'a.page').chosen).toEqual(files.slice(1));
    expect(choose('/home/ada/muster/test/page').chosen).toEqual(files.slice(2));
  });

  it('that a filter does not find are told', () => {
    expect(chooseFiles(files, ['cli', 'clii'], '/').unknown).toEqual(['clii']);
  });
});
