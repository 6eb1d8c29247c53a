import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { render } from '../../../activities/file/render.js';
import type { TemplateInput } from '../../../activities/file/schemas.js';
import steps from '../../../activities/file/template.run.js';
import { type TestContext, testContext } from '../step-context.js';

let test: TestContext;
let input: TemplateInput;
beforeEach(async () => {
  test = await testContext();
  input = {
    template: join(test.directory, 'config.rb.template'),
    path: join(test.directory, 'made', 'config.rb'),
    values: { machines: 3 },
  };
  await writeFile(input.template, '$num_instances={{ machines }}\n');
});
afterEach(() => test.remove());

const found = { holds: false as const, why: '' };
const check = () => steps.check?.(test.ctx, input);
const apply = () => steps.apply?.(test.ctx, input, found);
const undo = () => steps.undo?.(test.ctx, input);

describe('a file from a template', () => {
  it('is written where it is missing, and then holds', async () => {
    expect(await check()).toEqual({ holds: false, why: `${input.path} does not exist` });
    await apply();
    expect(await readFile(input.path, 'utf8')).toBe('$num_instances=3\n');
    expect(await check()).toEqual({
      holds: true,
      outputs: {
        path: input.path,
        sha256: '0e8099f3124d304c2b4b0f8b628910db0d28ae9427b7f930a150cd46c5ac4732',
      },
    });
  });

  it('no longer holds when a byte, the template or a value changed', async () => {
    await apply();
    await writeFile(input.path, '$num_instances=3 \n');
    expect(await check()).toMatchObject({ why: `${input.path} has other content` });
    await apply();
    input.values = { machines: 4 };
    expect(await check()).toMatchObject({ holds: false });
  });

  it('has the mode that was asked for', async () => {
    await apply();
    await chmod(input.path, 0o644);
    input.mode = '0600';
    expect(await check()).toMatchObject({ why: `${input.path} has mode 0644` });
    await apply();
    expect((await stat(input.path)).mode & 0o777).toBe(0o600);
    expect(await check()).toMatchObject({ holds: true });
  });

  it('is for its owner only where it is new and holds a secret, unless a mode says otherwise', async () => {
    test.ctx = { ...test.ctx, holdsSecret: (text) => text.includes('3') };
    const modeNow = async () => (await stat(input.path)).mode & 0o777;
    await apply();
    expect(await modeNow()).toBe(0o600);
    // Somebody has opened it since then.
    await chmod(input.path, 0o640);
    await apply();
    expect(await modeNow()).toBe(0o640);
    input.mode = '0644';
    await apply();
    expect(await modeNow()).toBe(0o644);
    input = { ...input, path: join(test.directory, 'other'), values: { machines: 4 } };
    delete input.mode;
    await apply();
    expect(await modeNow()).not.toBe(0o600);
  });

  it('leaves no half of a file when it cannot be written', async () => {
    await mkdir(input.path, { recursive: true });
    await expect(apply()).rejects.toMatchObject({ code: 'file.unwritable' });
    expect(await readdir(join(test.directory, 'made'))).toEqual(['config.rb']);
  });

  it.runIf(process.getuid?.() === 0)('keeps the old file when the disk is full', async (task) => {
    const disk = join(test.directory, 'disk');
    await mkdir(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      return task.skip('no right to mount here');
    }
    try {
      input.path = join(disk, 'config.rb');
      await apply();
      await writeFile(input.template, `{{ machines }}${'x'.repeat(40_000)}`);
      await expect(apply()).rejects.toMatchObject({
        code: 'file.unwritable',
        message: `${input.path} cannot be written: the disk is full. What was there is as it was.`,
      });
      expect(await readFile(input.path, 'utf8')).toBe('$num_instances=3\n');
      expect(await readdir(disk)).toEqual(['config.rb']);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it('is removed unless somebody changed it', async () => {
    expect(await undo()).toBe(false);
    await apply();
    expect(await undo()).toBe(true);
    await apply();
    await writeFile(input.path, 'mine');
    expect(await undo()).toBe(false);
    expect(await readFile(input.path, 'utf8')).toBe('mine');
  });

  it('cannot be checked without its template', async () => {
    input.template = join(test.directory, 'gone');
    await expect(check()).rejects.toMatchObject({ code: 'file.missing' });
  });
});

describe('rendering', () => {
  it('names every placeholder without a value and every value without a placeholder', () => {
    expect(() => render('{{ a }} {{b}} {{ c }}', { b: 1, d: 2, e: 3 }, 'f')).toThrow(
      'The template f and its values do not fit: no value for a, c; no place for d, e.',
    );
  });

  it('leaves what is no placeholder: Go templates, single braces', () => {
    const text = '{{.ID}} {a} {{}} {{ not this }}';
    expect(render(text, {}, 'f')).toBe(text);
  });

  it('puts any value in as it is, even one that looks like a placeholder or a pattern', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(render('<{{ a }}>', { a: value }, 'f')).toBe(`<${value}>`);
      }),
    );
    expect(render('{{ a }}', { a: '{{ a }} $& $1' }, 'f')).toBe('{{ a }} $& $1');
  });
});
