import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { main } from '../../cli/main.js';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import { testIo } from './io-for-tests.js';

const io = testIo();
await main(['schema'], io);
const schema = JSON.parse(io.out());
// As editors do: formats are for people, and words that are not known are passed over.
const fits = new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile(
  schema,
);
const shipped = (await readdir('pipelines', { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map((entry) => `pipelines/${entry.name}/pipeline.yaml`);

/** Where an editor would underline, and why. */
function complaints(text: string): string[] {
  fits(parse(text));
  return (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe("the schema that editors are given, in a validator's hands", () => {
  test.each(shipped)('has nothing against %s', async (file) => {
    expect(complaints(await readFile(file, 'utf8'))).toEqual([]);
  });

  test('finds what cannot stand beside uses, or beside run', () => {
    const text = 'name: x\nsteps: [{ uses: approval, check: a }, { run: a, with: {} }, { id: a }]';
    expect(complaints(text)).toEqual(
      expect.arrayContaining([
        '/steps/0/check boolean schema is false',
        '/steps/1/with boolean schema is false',
        "/steps/2 must have required property 'run'",
      ]),
    );
  });

  test('finds a field that is missing or not known, of a step and of what it is given', () => {
    const text = 'name: x\nsteps: [{ uses: http.answers, with: { url: x } }, { run: a, retri: 1 }]';
    expect(complaints(text)).toEqual(
      expect.arrayContaining([
        "/steps/0/with must have required property 'urls'",
        '/steps/0/with must NOT have additional properties',
        '/steps/1 must NOT have additional properties',
      ]),
    );
  });
});

test('is written to a file, with the line that wires it up', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'muster-schema-'));
  try {
    const own = testIo({ cwd });
    expect(await main(['schema', '--output', 'm.json'], own)).toBe(exitCodes.ok);
    expect(own.out()).toContain('# yaml-language-server: $schema=m.json');
    expect(JSON.parse(await readFile(join(cwd, 'm.json'), 'utf8'))).toEqual(schema);
    expect(await main(['schema', '--output', 'no/m.json'], testIo({ cwd }))).toBe(exitCodes.usage);
  } finally {
    await rm(cwd, { recursive: true });
  }
});
