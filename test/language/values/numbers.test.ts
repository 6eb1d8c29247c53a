import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInputsFile, readLooseValue, resolveInputs } from '../../../language/index.js';
import { parseJsonText, placeInJson } from '../../../language/values/json-text.js';
import { InexactNumber, keepsDigits, readNumber } from '../../../language/values/numbers.js';
import { codes, load, plan, step } from '../rig.js';

/** How numbers, true and false are written that would be printed otherwise. */
const rewritten = [
  ...['012345678901', '12345678901234567890', '7e10', '1.10', '0o17', '0xFF', '+5', '-0', '.5'],
  ...['True', 'FALSE', '9007199254740993', '1e400'],
];

const one = (rest: string) => `name: demo\nsteps: [{ id: a, run: x${rest} }]\n`;

describe('a bare word or number in a file', () => {
  it.each(rewritten)('%s stays as it is written where it becomes text', async (written) => {
    const inEnv = await load(one(`, env: { V: ${written} }`));
    // What is more than any number is no value of JSON at all.
    if (written === '1e400') return expect(codes(inEnv)).toEqual(['yaml.value']);
    expect(inEnv.plan?.steps[0]?.env).toEqual({ literal: { V: written } });
    const each = await plan(one(`, for-each: [${written}, other]`));
    const { forEach } = step(each.plan, 'a');
    expect(forEach?.items).toEqual({ literal: [written, 'other'] });
  });

  it('is a number where a number is asked for, however it is spelled', async () => {
    const { plan: made } = await plan(
      `name: demo
inputs: { n: { type: number, default: 1.50, minimum: 0x1, maximum: 1e3 } }
steps:
  - { id: a, run: x, retry: { attempts: 0x3, backoff: 1.0 }, env: { N: "\${{ inputs.n }}" } }
  - { id: b, uses: token.make, with: { service: "http://a", size: 007 } }
`,
    );
    expect(step(made, 'a').retry).toMatchObject({ attempts: 3, backoff: 1 });
    expect(step(made, 'b').with).toEqual({ literal: { service: 'http://a', size: 7 } });
  });

  it('is true or false where that is asked for', async () => {
    const { plan: made } = await plan(one(', repeatable: True, if: True'));
    expect(step(made, 'a')).toMatchObject({ repeatable: true, if: { expr: 'true' } });
  });

  it.each([
    ['inputs: { o: { type: object, default: { v: 1.10 } } }', '1.10 would become 1.1'],
    ['inputs: { o: { type: array, default: [3.9, 3.10] } }', '3.10 would become 3.1'],
    ['outputs: { v: 1.10 }', '1.10 would become 1.1'],
    [
      'outputs: { v: 12345678901234567890 }',
      '12345678901234567890 cannot be kept as a number: it would become 12345678901234567000',
    ],
    [
      'inputs: { n: { type: number, default: 9007199254740993 } }',
      '9007199254740993 cannot be kept as a number: it would become 9007199254740992',
    ],
    [
      'defaults: { retry: { backoff: 1.00000000000000000001 } }',
      '1.00000000000000000001 cannot be kept as a number: it would become 1',
    ],
  ])(
    'is refused where neither is asked for, or digits would be lost: %s',
    async (line, message) => {
      const { diagnostics } = await load(`name: demo\n${line}\nsteps: [{ run: x }]\n`);
      const [first] = diagnostics.filter(({ severity }) => severity === 'error');
      expect(first).toMatchObject({ code: 'value.number', message });
      expect(first?.hint).toContain('in quotes');
    },
  );

  it('of YAML 1.1 stays as it is written, too', async () => {
    const words = 'A: yes, B: Off, C: 1:30, D: 010, E: 2026-01-01, F: 1_000, G: 685.230_15e+03';
    const { plan: made } = await plan(`%YAML 1.1\n---\n${one(`, env: { ${words} }`)}`);
    expect(step(made, 'a').env).toEqual({
      literal: {
        A: 'yes',
        B: 'Off',
        C: '1:30',
        D: '010',
        E: '2026-01-01',
        F: '1_000',
        G: '685.230_15e+03',
      },
    });
    const flag = await plan(
      `%YAML 1.1\n---\n${one(', repeatable: yes, retry: { attempts: 0_3 }')}`,
    );
    expect(step(flag.plan, 'a')).toMatchObject({ repeatable: true, retry: { attempts: 3 } });
    const open = await load(
      `%YAML 1.1\n---\nname: a\noutputs: { a: yes, b: 1:30 }\nsteps: [{ run: x }]`,
    );
    expect(open.diagnostics.map(({ message }) => message)).toEqual([
      'yes would become true',
      '1:30 would become 90',
    ]);
  });
});

describe('a number in an expression', () => {
  const inEnv = async (expr: string) => {
    const { diagnostics } = await load(one(`, env: { V: "\${{ ${expr} }}" }`));
    return diagnostics.map(({ code, message }) => `${code}: ${message}`);
  };

  it.each([
    ['12345678901234567890', '12345678901234567890 cannot be kept as a number'],
    ['9007199254740993 == 1', '9007199254740993 cannot be kept as a number'],
    ['1.10', '1.10 would become 1.1'],
    ["join(fromJSON('[12345678901234567890]'))", '12345678901234567890 cannot be kept as a number'],
    ["format('v{0}', 0xFF)", '0xFF would become 255'],
    ["run.name == 'a' && 1.0 || 2", '1.0 would become 1'],
  ])('%s is refused', async (expr, words) => {
    expect(await inEnv(expr)).toEqual([expect.stringContaining(`value.number: ${words}`)]);
  });

  it.each(['1.1', 'run.name == 1.0', '(0x10) < 17', "case(run.name == 1.10, 'a', 'b')"])(
    '%s is fine',
    async (expr) => {
      expect(await inEnv(expr)).toEqual([]);
    },
  );
});

it('a text that fromJSON could never read is refused', async () => {
  const { diagnostics } = await load(one(`, if: "fromJSON('{a}').b == 1"`));
  expect(diagnostics).toEqual([
    expect.objectContaining({
      code: 'expression.function',
      message: 'fromJSON: its argument is not JSON',
    }),
  ]);
});

describe('a number that is given', () => {
  const definitions = {
    n: { type: 'number', required: false },
    o: { type: 'object', required: false },
    l: { type: 'array', required: false },
    t: { type: 'string', required: false },
  } as const;

  it.each([
    ['n', '12345678901234567890', 'n: 12345678901234567890 cannot be kept as a number'],
    ['o', '{"id": 12345678901234567890}', 'o: 12345678901234567890 cannot be kept as a number'],
    ['l', '[9007199254740993]', 'l: 9007199254740993 cannot be kept as a number'],
  ])('as text for %s is refused where digits would be lost', (name, text, words) => {
    const { problems } = resolveInputs(definitions, { [name]: text });
    expect(problems[0]?.message).toContain(words);
    expect(problems[0]?.hint).toBe('write it in quotes, as text');
  });

  it('in a file is read as what its input asks for', () => {
    const read = (name: string, text: string) => {
      const { given, diagnostics } = readInputsFile(name, text, definitions);
      return diagnostics.length > 0 ? diagnostics.map(({ message }) => message) : given;
    };
    expect(read('a.yaml', 'n: 1.50\nl: [1, "007"]\no: { v: "1.10" }')).toEqual({
      n: 1.5,
      l: [1, '007'],
      o: { v: '1.10' },
    });
    expect(read('a.yaml', 'l: [007, 0x1F]\no: { id: 12345678901234567890 }')).toEqual([
      '007 would become 7',
      '0x1F would become 31',
      '12345678901234567890 cannot be kept as a number: it would become 12345678901234567000',
    ]);
    expect(read('a.json', '{"l": [1.0, 1e5]}')).toEqual({ l: [1, 100000] });
    expect(read('a.json', '{"l": [9007199254740993]}')).toEqual([
      expect.stringContaining('9007199254740993 cannot be kept'),
    ]);
    const { diagnostics } = readInputsFile('a.json', '{\n  "l": x }', definitions);
    expect(diagnostics).toEqual([
      expect.objectContaining({ message: 'this is no JSON', line: 2, column: 8 }),
    ]);
  });

  it('to nobody in particular is a number only where it is printed as it is written', () => {
    const text = '[3, 1.10, 007, 12345678901234567890, True, true]';
    expect(readLooseValue(text)).toEqual({
      value: [3, '1.10', '007', '12345678901234567890', 'True', true],
    });
    expect(readLooseValue('')).toEqual({ value: null });
    expect(readLooseValue('[a')).toEqual({ problem: expect.any(String) });
  });
});

describe('the digits of a number', () => {
  it('are kept by every number that JSON writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(keepsDigits(JSON.stringify(number), number)).toBe(true);
        expect(parseJsonText(`[${JSON.stringify(number)}]`)).toEqual([number + 0]);
      }),
    );
  });

  it('are those of whole numbers of any length, or it is refused', () => {
    fc.assert(
      fc.property(fc.bigInt(), (big) => {
        const written = String(big);
        const isKept = BigInt(Number(written)) === big && !String(Number(written)).includes('e');
        const read = () => readNumber(written);
        if (Number.isSafeInteger(Number(written))) expect(read()).toBe(Number(written) + 0);
        else if (!isKept) expect(read).toThrow(InexactNumber);
        expect(keepsDigits(`${written}.000`, Number(written))).toBe(
          keepsDigits(written, Number(written)),
        );
      }),
    );
  });

  it('come through a file as text, whatever they are', async () => {
    const digits = fc.stringMatching(/^[+-]?\d{1,25}(\.\d{1,20})?(e[+-]?\d{1,2})?$/);
    await fc.assert(
      fc.asyncProperty(digits, async (written) => {
        const { plan: made } = await plan(one(`, env: { V: ${written} }`));
        const { env } = step(made, 'a');
        expect('literal' in env && String((env.literal as { V: unknown }).V)).toBe(written);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a text of JSON', () => {
  it('is read as JSON.parse reads it, unless a number would lose digits', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseJsonText(JSON.stringify(value, null, 1))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
    expect(parseJsonText('{"a": "12345678901234567890 \\" 1.0", "b": -1.5e3}')).toEqual({
      a: '12345678901234567890 " 1.0',
      b: -1500,
    });
  });

  it.each([
    ['{"a" 1}', 1, 6],
    ['{\n  "a": [1,}\n', 2, 11],
    ['x', 1, 1],
    ['', 1, 1],
    ['{"a": 1', 1, 8],
    ["{'a': 1}", 1, 2],
    ['{"a": tru}', 1, 10],
    ['{"a": 01}', 1, 8],
    ['[1] 2', 1, 5],
    ['{"a": "b\nc"}', 1, 9],
  ])('%j is none, and where is told', (text, line, column) => {
    expect(placeInJson(text)).toEqual({ line, column });
  });
});
