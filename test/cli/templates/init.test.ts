import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { catalogue } from '../../../activities/catalogue.js';
import { main } from '../../../cli/main.js';
import { filesOf, isLeftover, templates } from '../../../cli/templates/shipped.js';
import { exitCodes } from '../../../cli/terminal/exit-codes.js';
import { loadPipeline } from '../../../language/index.js';
import { testIo } from '../io-for-tests.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'muster-init-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const all = await templates();

describe('a template', () => {
  test('there are coreos, etcd and shell', () => {
    expect(all.map(({ name }) => name)).toEqual(['coreos', 'etcd', 'shell']);
  });

  test.each(all)(
    '$name asks for inputs that it has, and copies into a valid pipeline',
    async (one) => {
      const io = testIo({ cwd });
      expect(await main(['init', one.name, 'mine'], io)).toBe(exitCodes.ok);
      expect(io.out()).toContain('muster up ./mine');
      const copy = await loadPipeline(join(cwd, 'mine', 'pipeline.yaml'), catalogue);
      expect(copy.diagnostics).toEqual([]);
      expect(copy.plan?.name).toBe('mine');
      expect(Object.keys(copy.inputs)).toEqual(expect.arrayContaining(one.asks));
    },
  );

  test.each(all)(
    '$name is what the repository holds, without what runs left there',
    async ({ folder }) => {
      const held = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: folder });
      expect(await filesOf(folder)).toEqual(String(held).trim().split('\n').sort());
    },
  );

  test('coreos comes with the lab, scripts executable', async () => {
    await main(['init', 'coreos', '.'], testIo({ cwd }));
    const copy = await loadPipeline(join(cwd, 'pipeline.yaml'), catalogue);
    expect(copy.plan?.groups.map(({ id }) => id)).toEqual(['lab']);
    expect(statSync(join(cwd, 'lab', 'box.sh')).mode & 0o111).toBe(0o111);
  });
});

test.each([
  ['.vagrant/machines/core-01/lxc/id', true],
  ['.user-data.lock', true],
  ['user-data', true],
  ['user-data.2026', true],
  ['user-data.template', false],
  ['config.rb', true],
  ['config.rb.template', false],
  ['known_hosts', true],
  ['.gitignore', false],
  ['overlay/usr/local/sbin/user-data', false],
])('%s is left by a run: %s', (path, left) => {
  expect(isLeftover(path)).toBe(left);
});

describe('init', () => {
  test('takes inputs, checked by their type, as new defaults', async () => {
    const io = testIo({ cwd });
    const given = ['init', 'coreos', 'web', '--input', 'machines=5', '--json'];
    expect(await main(given, io)).toBe(exitCodes.ok);
    expect(JSON.parse(io.out())).toMatchObject({ template: 'coreos', inputs: { machines: 5 } });
    const text = await readFile(join(cwd, 'web', 'pipeline.yaml'), 'utf8');
    expect(parse(text).inputs.machines).toMatchObject({ default: 5, maximum: 9 });
    const wrong = testIo({ cwd });
    expect(await main(['init', 'coreos', 'two', '--input', 'machines=50'], wrong)).toBe(
      exitCodes.invalid,
    );
    expect(existsSync(join(cwd, 'two'))).toBe(false);
  });

  test('never overwrites: with one file in the way nothing is written', async () => {
    await writeFile(join(cwd, 'pipeline.yaml'), 'mine');
    const io = testIo({ cwd });
    expect(await main(['init', 'coreos', '.'], io)).toBe(exitCodes.refused);
    expect(io.err()).toContain('pipeline.yaml');
    expect(await readdir(cwd)).toEqual(['pipeline.yaml']);
    expect(await readFile(join(cwd, 'pipeline.yaml'), 'utf8')).toBe('mine');
  });

  test('asks a person on a terminal, again where an answer does not fit', async () => {
    const answers = ['eighty', '8000'];
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    const io = testIo({ cwd, stdin, stderr });
    stderr.on('data', (text) => {
      if (/\]: $/.test(String(text))) setImmediate(() => stdin.write(`${answers.shift() ?? ''}\n`));
    });
    expect(await main(['init', 'etcd'], io)).toBe(exitCodes.ok);
    const text = await readFile(join(cwd, 'etcd', 'pipeline.yaml'), 'utf8');
    expect(parse(text).inputs.port.default).toBe(8000);
  });

  test('without a template lists them; of one that is not there names the near one', async () => {
    const io = testIo({ cwd });
    expect(await main(['init'], io)).toBe(exitCodes.ok);
    expect(io.out()).toMatch(/^coreos +A three-machine/m);
    expect(await main(['init', 'shel'], io)).toBe(exitCodes.usage);
    expect(io.err()).toContain('did you mean shell?');
  });
});
