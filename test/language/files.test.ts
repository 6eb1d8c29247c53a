import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../contract/plan.js';
import { stableJson } from '../../language/compile/digest.js';
import { loadPipeline } from '../../language/index.js';
import { catalogue, codes, load, plan, step } from './rig.js';

const pipeline = `
name: demo
inputs: { unit: { default: b.service } }
steps:
  - id: start
    uses: units.start
    with: { tunnel: x, units: [units/a.service, "\${{ inputs.unit }}"] }
`;

describe('a path in with', () => {
  it('starts from the folder of the file that writes it; a file is known by its content', async () => {
    const { plan: made, directory } = await plan({
      'pipeline.yaml': 'name: demo\nsteps: [{ id: in, uses: sub/inner.yaml }]',
      'sub/inner.yaml': pipeline,
      'sub/units/a.service': 'abc',
    });
    const start = step(made, 'in/start');
    const path = join(directory, 'sub/units/a.service');
    expect(start.directory).toBe(join(directory, 'sub'));
    expect(start.with).toEqual({
      map: {
        tunnel: { literal: 'x' },
        units: {
          list: [{ literal: path }, { expression: { expr: 'inputs.unit', reads: [] } }],
        },
      },
    });
    expect(start.files).toEqual([
      // The well-known SHA-256 of "abc".
      { path, sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
    ]);
  });

  it('is an error where a file it names is not there, or is a folder', async () => {
    const loaded = await load({
      'pipeline.yaml': `${pipeline}  - { uses: units.start, with: { tunnel: x, units: [units] } }\n`,
      'units/b.service': '',
    });
    expect(loaded.report).toMatchInlineSnapshot(`
      "pipeline.yaml:7:32 error units/a.service does not exist [file.missing]
        7 |     with: { tunnel: x, units: [units/a.service, "\${{ inputs.unit }}"] }
          |                                ^^^^^^^^^^^^^^^
        hint: paths start from the folder of the pipeline that names them

      pipeline.yaml:8:53 error units is a folder, not a file [file.missing]
        8 |   - { uses: units.start, with: { tunnel: x, units: [units] } }
          |                                                     ^^^^^
        hint: paths start from the folder of the pipeline that names them
      "
    `);
  });

  it('need not be there where another step writes it', async () => {
    const { plan: made } = await plan(`
name: demo
steps:
  - { uses: token.make, with: { service: http://x, size: 1, user-data: ./out } }
  - { id: b, uses: units.start, with: { tunnel: x, units: [out] } }
`);
    expect(step(made, 'b').files).toEqual([]);
  });
});

describe('the digest of a step', () => {
  const digestOf = async (text: string, file = 'abc') => {
    const { plan: made } = await plan({ 'pipeline.yaml': text, 'units/a.service': file });
    return step(made, 'start').digest;
  };

  it('is the same for another place, name, order of keys, retry and needs', async () => {
    const same = `
name: other
inputs: { unit: { default: c.service } }
steps:
  - { id: before, run: x }
  - needs: [before]
    id: start
    name: Start the units
    retry: { attempts: 9 }
    with: { units: ["units/a.service", "\${{   inputs.unit }}"], tunnel: x }
    uses: units.start
`;
    expect(await digestOf(same)).toBe(await digestOf(pipeline));
  });

  it.each([
    ['type', pipeline.replace('units.start', 'machines.up').replace(/with: .*/, '')],
    ['with', pipeline.replace('tunnel: x', 'tunnel: y')],
    ['an expression', pipeline.replace('{{ inputs.unit', '{{ inputs.unit || 1')],
    ['env', `${pipeline}    env: { A: 1 }\n`],
    ['env of the pipeline', `${pipeline}env: { A: 1 }\n`],
    ['runs-on', `${pipeline}    runs-on: rack\n`],
  ])('is another one for another %s', async (_what, text) => {
    expect(await digestOf(text)).not.toBe(await digestOf(pipeline));
  });

  it('is another one for another content of a file', async () => {
    expect(await digestOf(pipeline, 'abd')).not.toBe(await digestOf(pipeline, 'abc'));
  });

  it('does not depend on where the folder lies', async () => {
    const { plan: made, directory } = await plan({
      'a/pipeline.yaml': pipeline,
      'a/units/a.service': '',
    });
    await rename(join(directory, 'a'), join(directory, 'b'));
    const moved = await loadPipeline(join(directory, 'b/pipeline.yaml'), catalogue);
    expect(moved.plan?.steps[0]?.digest).toBe(made.steps[0]?.digest);
  });
});

describe('the digest of a plan', () => {
  it('changes with what the plan means, not with how it is written', async () => {
    const text = 'name: a\nsteps:\n  - { id: a, run: x }\n  - { id: b, run: y }\n';
    const digestOf = async (written: string) => (await plan(written)).plan.digest;
    // Without paths of its own: only steps know the folder.
    const { plan: made, directory } = await plan(text);
    await mkdir(join(directory, 'x'));
    await writeFile(
      join(directory, 'again.yaml'),
      `# A comment.\n\n${text.replace('{ id: a, run: x }', '\n      run: x\n      id: a')}`,
    );
    const again = await loadPipeline(join(directory, 'again.yaml'), catalogue);
    expect(again.plan?.digest).toBe(made.digest);
    expect(await digestOf(text.replace('run: y', 'run: z'))).not.toBe(made.digest);
  });
});

describe('stable JSON', () => {
  const shuffled = (value: Json, pick: () => number): Json => {
    if (Array.isArray(value)) return value.map((item) => shuffled(item, pick));
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value).map(
      ([key, item]) => [key, shuffled(item, pick)] as const,
    );
    return Object.fromEntries(entries.sort(() => pick() - 0.5));
  };

  it('is one text for one value, and reads back as it', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (json, stream) => {
          const value = JSON.parse(JSON.stringify(json)) as Json;
          const text = stableJson(value);
          expect(stableJson(shuffled(value, () => stream.next().value))).toBe(text);
          expect(JSON.parse(text)).toEqual(value);
        },
      ),
    );
  });
});

describe('what a step type sees in its own fields', () => {
  it('is a warning at the field', async () => {
    const types = new Map(catalogue);
    const start = types.get('units.start');
    if (!start) throw new Error('no units.start');
    types.set('units.start', {
      ...start,
      lint: (known, { directory }) => [
        { message: `${Object.keys(known)} in ${directory.length > 0}`, field: 'units', hint: 'do' },
      ],
    });
    const loaded = await load({ 'pipeline.yaml': pipeline, 'units/a.service': '' }, types);
    expect(codes(loaded)).toEqual(['step.lint']);
    expect(loaded.diagnostics[0]).toMatchObject({
      severity: 'warning',
      // Units hold an expression: not known.
      message: 'tunnel in true',
      line: 7,
      column: 31,
    });
    expect(loaded.plan).toBeDefined();
  });
});
