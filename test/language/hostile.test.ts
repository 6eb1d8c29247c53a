import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPipeline } from '../../language/index.js';
import { catalogue, codes, load } from './rig.js';

describe('a file that is no pipeline', () => {
  it.each<[string, string | Uint8Array, string, string]>([
    ['empty', '', 'file.empty', 'is empty'],
    ['only comments', '# Nothing here\n', 'file.empty', 'holds comments only'],
    ['text', 'hello', 'field.invalid', 'a pipeline is a map'],
    ['a list', '- a', 'field.invalid', 'a pipeline is a map'],
    ['binary', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe]), 'file.not-text', 'UTF-8'],
    ['with NUL', 'name: a\0b\n', 'file.not-text', 'UTF-8'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0x00]), 'file.not-text', 'UTF-8'],
    ['two documents', 'name: a\n---\nname: b\n', 'yaml.syntax', 'a second YAML document'],
    ['indented by tabs', 'name: a\nsteps:\n\t- run: x\n', 'yaml.syntax', 'a tab indents'],
    ['not closed', 'name: [a', 'yaml.syntax', 'flow'],
    ['with a tag', 'name: !!js/function x\nsteps: [{ run: x }]', 'yaml.syntax', 'tag'],
    ['with an unknown alias', 'name: *nobody', 'yaml.syntax', 'this alias has no anchor'],
    ['with a key twice', 'name: a\nname: b', 'yaml.key', 'the key name comes twice'],
    ['with a number as key', 'name: a\n1: b', 'yaml.key', 'a key has to be text'],
    ['with a list as key', 'name: a\n? [x]\n: b', 'yaml.key', 'a key has to be text'],
    ['with no key', 'name: a\n: b', 'yaml.key', 'a key has to be text'],
    [
      'with __proto__',
      'name: a\n__proto__: { steps: [] }',
      'yaml.key',
      '__proto__ cannot be a key',
    ],
    ['with a number that is none', 'name: .nan', 'yaml.value', '.nan is no value'],
    ['without steps', 'name: a', 'field.missing', 'steps is missing'],
    ['with no step', 'name: a\nsteps: []', 'field.invalid', 'steps must have at least 1 item'],
  ])('is an error: %s', async (_what, content, code, words) => {
    const loaded = await load({ 'pipeline.yaml': content });
    expect(codes(loaded)).toContain(code);
    expect(loaded.report).toContain(words);
    expect(loaded.plan).toBeUndefined();
  });

  it('is an error: missing, a folder, a link to itself, a device', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-language-'));
    try {
      await symlink('loop', join(folder, 'loop'));
      const messageOf = async (path: string) => {
        const { diagnostics } = await loadPipeline(path, catalogue);
        return diagnostics.map(({ message }) => message).join();
      };
      expect(await messageOf(join(folder, 'gone.yaml'))).toBe('this file does not exist');
      expect(await messageOf(folder)).toBe('this file is a folder');
      expect(await messageOf(join(folder, 'loop'))).toContain('leads back to itself');
      expect(await messageOf('/dev/zero')).toBe('this file is no regular file');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a file that is too much', () => {
  const repeat = (text: string, times: number) => text.repeat(times);
  const bomb = [
    'name: a',
    'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${repeat(`*a${i},`, 10)}]`),
  ].join('\n');
  const tower = [
    'name: a',
    'a0: &a0 [x]',
    ...Array.from({ length: 5000 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`),
  ].join('\n');

  it.each([
    ['a megabyte of brackets', repeat('[', 1024 * 1024), 'nested deeper than 64'],
    [
      '5,000 levels that are closed',
      repeat('[', 5000) + repeat(']', 5000),
      'nested deeper than 64',
    ],
    ['5,000 maps', repeat('{a: ', 5000), 'nested deeper than 64'],
    ['5,000 lists on a line', repeat('- ', 5000), 'nested deeper than 64'],
    ['5,000 keys on a line', repeat('? ', 5000), 'nested deeper than 64'],
    [
      '1,000 levels of indent',
      Array.from({ length: 1000 }, (_, i) => `${repeat(' ', i)}a:`).join('\n'),
      'nested',
    ],
    ['a bomb of aliases', bomb, 'its aliases expanded'],
    ['a tower of aliases', tower, 'nested deeper than 64'],
    [
      '30,000 aliases',
      `a: &a x\nb: [${repeat('*a,', 30_000)}]\nc: [${repeat('*b,', 9)}]`,
      'no anchor',
    ],
    ['an alias inside its anchor', 'name: &a [*a]', 'this alias stands inside its anchor'],
    ['many tokens', repeat('- a\n', 60_000), 'more than 100000 YAML tokens'],
    ['two megabytes', `name: ${repeat('x', 2 * 1024 * 1024)}`, 'is larger than 1 MiB'],
  ])('is an error, not a hang: %s', async (_what, text, words) => {
    const loaded = await load(text);
    expect(loaded.plan).toBeUndefined();
    expect(loaded.report).toContain(words);
    // Place and words; not the whole file.
    expect(loaded.report.length).toBeLessThan(1500);
  });

  it('has at most 500 steps, however they come about', async () => {
    const steps = (count: number, step: string) => `steps: [${repeat(`${step}, `, count)}]`;
    expect(codes(await load(`name: a\n${steps(500, '{ run: x }')}`))).toEqual([]);
    expect(codes(await load(`name: a\n${steps(501, '{ run: x }')}`))).toEqual(['step.limit']);
    const doubling = Array.from({ length: 9 }, (_, i) => [
      `p${i}.yaml`,
      `name: a\n${steps(3, `{ uses: p${i + 1}.yaml }`)}`,
    ]);
    const loaded = await load({
      'pipeline.yaml': `name: a\n${steps(1, '{ uses: p0.yaml }')}`,
      ...Object.fromEntries(doubling),
      'p9.yaml': 'name: a\nsteps: [{ run: x }]',
    });
    expect(new Set(codes(loaded))).toEqual(new Set(['step.limit']));
  });

  it('goes at most ten pipelines deep', async () => {
    const chain = Array.from({ length: 11 }, (_, i) => [
      `p${i}.yaml`,
      `name: a\nsteps: [{ uses: p${i + 1}.yaml }]`,
    ]);
    const files = { ...Object.fromEntries(chain), 'p11.yaml': 'name: a\nsteps: [{ run: x }]' };
    expect((await load(files)).report).toContain('pipelines nested deeper than 10');
  });
});

describe('any text at all', () => {
  const words = [
    'name: a',
    'steps:',
    '- ',
    'run: x',
    `\${{ `,
    ' }}',
    'inputs',
    '{',
    '}',
    '[',
    ']',
    ': ',
    '\n',
    '  ',
    '"',
    "'",
    '&a ',
    '*a',
    'needs',
    '|',
    '#',
    '\t',
    'uses: machines.up',
    'with:',
    'if: ',
  ];

  it('has a plan or an error, and never a crash', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 5 })), {
          maxLength: 40,
        }),
        async (parts) => {
          const loaded = await load(`name: demo\nsteps:\n${parts.join('')}`);
          const failed = loaded.diagnostics.some(({ severity }) => severity === 'error');
          expect(loaded.plan === undefined).toBe(failed);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is no harm in any field of a step', async () => {
    const fields = [
      'id',
      'name',
      'uses',
      'with',
      'run',
      'check',
      'env',
      'outputs',
      'if',
      'needs',
      'retry',
      'timeout',
      'verify',
      'on-failure',
      'runs-on',
      'for-each',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...fields), fc.jsonValue({ maxDepth: 3 })),
        async (step) => {
          const text = JSON.stringify({ name: 'a', steps: [step, { id: 'x', run: 'y' }] });
          const loaded = await load(text);
          const failed = loaded.diagnostics.some(({ severity }) => severity === 'error');
          expect(loaded.plan === undefined).toBe(failed);
        },
      ),
      { numRuns: 100 },
    );
  });
});
