import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../cli/main.js';
import { testIo } from '../cli/io-for-tests.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-inputs-'));
  await writeFile(join(folder, 'pipeline.yaml'), pipeline);
});
afterAll(() => rm(folder, { recursive: true }));

const pipeline = `
name: demo
inputs:
  machines: { type: integer, default: 3, minimum: 1, maximum: 9 }
  registry: { type: string, format: uri, default: "http://172.17.8.1:8087" }
  provider: { type: string, enum: [lxc, virtualbox], default: lxc }
  channel: { type: string, description: "Release channel of CoreOS, such as stable" }
  debug: { type: boolean, default: false }
  ports: { type: array, items: { type: integer }, default: [80] }
steps:
  - id: show
    run: echo "$ALL"
    env: { ALL: "\${{ toJSON(inputs) }}" }
`;

/** What `muster up` says of these inputs, and how it ends; nothing is started for it. */
async function up(...inputs: string[]): Promise<string> {
  const home = join(folder, 'state');
  const io = testIo({ cwd: folder, env: { MUSTER_HOME: home } });
  const options = inputs.flatMap((input) => ['--input', input]);
  const exitCode = await main(['up', 'pipeline.yaml', ...options], io);
  expect(await readdir(folder)).toEqual(['pipeline.yaml']);
  expect(io.out()).toBe('');
  return `${io.err()}exit ${exitCode}`;
}

it('inputs out of range', async () => {
  const said = await up('machines=0', 'provider=lcx', 'registry=nowhere', 'channel=stable');
  expect(said).toMatchInlineSnapshot(`
    "error: The inputs do not fit:
      machines must be at least 1, not 0
      registry must be a URL, such as http://172.17.8.1:8087
      provider must be one of lxc, virtualbox (did you mean lxc?)
      Give them with --input name=value, or --inputs FILE.
    exit 3"
  `);
});

it('inputs of the wrong type', async () => {
  const said = await up('machines=many', 'debug=yes', 'ports=80,http', 'channel=stable');
  expect(said).toMatchInlineSnapshot(`
    "error: The inputs do not fit:
      machines must be a whole number, not text
      debug must be true or false, not text
      item 2 of ports must be a whole number, not text
      Give them with --input name=value, or --inputs FILE.
    exit 3"
  `);
});

it('an input that is missing, and one that there is not', async () => {
  expect(await up('machine=3')).toMatchInlineSnapshot(`
    "error: The inputs do not fit:
      there is no input machine (did you mean machines?)
      the input channel is missing (Release channel of CoreOS, such as stable)
      Give them with --input name=value, or --inputs FILE.
    exit 3"
  `);
});

it('inputs that are not of the form key=value', async () => {
  expect(await up('machines')).toMatchInlineSnapshot(`
    "error: --input machines: not of the form key=value
      Write --input name=value.
    exit 2"
  `);
});
