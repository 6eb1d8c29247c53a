import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findEtcd } from '../activities/etcd/etcd-program.js';
import { type RealEtcd, startEtcd } from '../activities/etcd/real-etcd.js';
import { MusterProcess } from '../cli/muster-process.js';
import { patience } from '../patience.js';
import { daemonOf } from '../worker/engine/support/homes.js';

/** What the JSON, URL and shell forms of differ from it. */
const secret = 'planted: "Zx9/+ & $(id) %41\\ zażółć';
const env = { MUSTER_SECRET_PLANTED: secret };
/** Stands beside the secret wherever it is written: where this is not found, nothing was searched. */
const marker = 'beside-the-secret';

/** As Python writes JSON. */
function inAscii(text: string): string {
  return text.replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Every form that is looked for; base64 without the characters that what stands around it changes. */
const forms: [string, string][] = [
  ['plain', secret],
  ['JSON', JSON.stringify(secret).slice(1, -1)],
  ['JSON in ASCII', inAscii(JSON.stringify(secret)).slice(1, -1)],
  ['JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
  ['printf %q', 'Zx9/+\\ \\&\\ '],
  ['HTML', '&quot;Zx9/+ &amp; '],
  ['URL', encodeURIComponent(secret)],
  ['form', new URLSearchParams({ v: secret }).toString().slice(2)],
  ...[0, 1, 2].map((before): [string, string] => {
    const text = Buffer.from('x'.repeat(before) + secret).toString('base64');
    return [`base64 after ${before}`, text.slice(before + 1, Math.floor(text.length / 4) * 4 - 4)];
  }),
];

/** Prints it in every way: as a program does that knows no better. */
const shout = `
const { PLANTED: secret, MARK } = process.env;
const say = (text) => console.log(MARK, text);
say(secret);
say(JSON.stringify({ secret }));
say(JSON.stringify(JSON.stringify({ secret })));
say((${inAscii})(JSON.stringify({ secret })));
say(secret.replace(/&/g, '&amp;').replace(/"/g, '&quot;'));
say(encodeURIComponent(secret));
say(String(new URLSearchParams({ secret })));
for (const before of ['', 'x', 'xx']) say(Buffer.from(before + secret + 'tail').toString('base64'));
const long = Buffer.from('-'.repeat(40) + secret + '-'.repeat(90)).toString('base64');
for (const line of long.match(/.{1,76}/g)) console.log(line);
process.stdout.write(MARK + secret.slice(0, 9));
setTimeout(() => console.log(secret.slice(9)), 50);
console.error(MARK, secret);
`;

const program = await findEtcd();
const missing = 'missing' in program ? ` (skipped, no etcd: ${program.missing})` : '';

let muster: MusterProcess;
let etcd: Awaited<ReturnType<typeof startEtcd>> & { members: RealEtcd[] };
/** All that commands said. */
const said: string[] = [];

beforeAll(async () => {
  muster = await MusterProcess.create();
  if (missing !== '') return;
  etcd = await startEtcd();
  const at = (name: string) => join(muster.folder, name);
  await writeFile(at('shout.mjs'), shout);
  await writeFile(at('template'), 'token={{ token }}\n');
  const handed = `{ MARK: beside-the-secret, PLANTED: "\${{ secrets.PLANTED }}" }`;
  const node = JSON.stringify(process.execPath);
  await writeFile(
    at('pipeline.yaml'),
    `
name: planted
secrets: [PLANTED]
steps:
  - id: file
    uses: file.template
    with: { template: template, path: made, mode: "0600", values: { token: "\${{ secrets.PLANTED }}" } }
  - id: key
    uses: etcd.key
    with: { endpoints: ["${etcd.urls[0]}"], key: /planted, value: "\${{ secrets.PLANTED }}" }
  - id: shout
    env: ${handed}
    outputs: { told: { type: string } }
    run: |
      ${node} shout.mjs
      echo "told=$MARK" > "$MUSTER_OUTPUT"
  - id: reader
    env: { TOLD: "\${{ steps.shout.outputs.told }}" }
    run: echo "$TOLD"; cat made
  - id: why
    env: ${handed}
    check: echo "$MARK $PLANTED"; test -e looked
    run: touch looking; until test -e go; do sleep 0.1; done; touch looked
  - id: fails
    env: ${handed}
    run: |
      ${node} shout.mjs
      printf '%s %q\\n' "$MARK" "$PLANTED"
      set -x
      : "$MARK" "$PLANTED"
      ls "$PLANTED"
outputs:
  told: \${{ steps.shout.outputs.told }}
`,
  );
});
afterAll(async () => {
  await etcd?.stop();
  await muster.clear();
});

/** Run a command that has to end so; what it said is kept. */
async function run(code: number, ...args: string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await muster.here(args, env);
  said.push(stdout, stderr);
  expect(exitCode, `${args.join(' ')}: ${stdout}${stderr}`).toBe(code);
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

/** `FILE: FORM` for each form that is found. */
function foundIn(place: string, content: Buffer): string[] {
  return forms.flatMap(([form, text]) => (content.includes(text) ? [`${place}: ${form}`] : []));
}

/** Arguments of every process of the computer. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
      } catch {
        return [];
      }
    });
}

describe.skipIf(missing !== '')(
  `a secret that steps print, put out and fail with${missing}`,
  () => {
    it('stands in no list of processes while a step has it', async () => {
      const up = muster.start(['up', 'pipeline.yaml'], env);
      await vi.waitUntil(async () => (await readdir(muster.folder)).includes('looking'), patience);
      const lines = commandLines();
      expect(lines.some((line) => line.includes('run.sh'))).toBe(true);
      expect(lines.flatMap((line) => foundIn(line, Buffer.from(line)))).toEqual([]);
      const daemon = readFileSync(`/proc/${daemonOf(muster.home).pid}/environ`);
      expect(foundIn('environment of the daemon', daemon)).toEqual([]);
      await writeFile(join(muster.folder, 'go'), '');
      const { exitCode, stdout, stderr } = await up;
      said.push(stdout, stderr);
      expect(exitCode).toBe(4);
      // The steps had it, though.
      expect(await readFile(join(muster.folder, 'made'), 'utf8')).toBe(`token=${secret}\n`);
    });

    it('is told by no command, in words or as JSON', async () => {
      for (const json of [[], ['--json']]) {
        await run(4, 'status', 'planted', ...json);
        await run(0, 'logs', 'planted', ...json);
        await run(0, 'plan', 'pipeline.yaml', ...json);
        await run(0, 'runs', ...json);
        await run(4, 'resume', 'planted', ...json);
      }
      await run(0, 'skip', 'planted', '--step', 'fails', '--reason', 'seen');
      await run(0, 'outputs', 'planted');
      const all = said.join('\n');
      expect(foundIn('commands', Buffer.from(all))).toEqual([]);
      expect(all).toContain(`${marker} ***`);
      expect(all).toMatch(/cannot access .*\*\*\*/);
    });

    it('is in no file of the state directory: Temporal’s database, its WAL, logs, records', async () => {
      const files = await filesOf(muster.home.root);
      const found: string[] = [];
      const marked: string[] = [];
      for (const file of files) {
        const content = await readFile(file);
        found.push(...foundIn(file, content));
        if (content.includes(marker)) marked.push(file);
      }
      expect(found).toEqual([]);
      // What was searched is where it would be: logs, and the database or its WAL.
      expect(marked.some((file) => file.endsWith('.log'))).toBe(true);
      expect(marked.some((file) => file.includes('temporal.db'))).toBe(true);
    });

    it('lies with files that others cannot read', async () => {
      for (const file of await filesOf(muster.home.root)) {
        expect([file, (await stat(file)).mode & 0o077]).toEqual([file, 0]);
      }
      const entries = await readdir(muster.home.root, { recursive: true, withFileTypes: true });
      for (const one of entries.filter((entry) => entry.isDirectory())) {
        const folder = join(one.parentPath, one.name);
        expect([folder, (await stat(folder)).mode & 0o077]).toEqual([folder, 0]);
      }
      expect((await stat(muster.home.root)).mode & 0o077).toBe(0);
    });
  },
);

it('a secret too short to be hidden is given to no step', async () => {
  await writeFile(
    join(muster.folder, 'short.yaml'),
    `name: short\nsecrets: [PIN]\nsteps:\n  - { id: pin, env: { PIN: "\${{ secrets.PIN }}" }, run: touch "pin.$PIN" }\n`,
  );
  const up = await muster.here(['up', 'short.yaml'], { MUSTER_SECRET_PIN: '123' });
  expect(up.exitCode).toBe(4);
  expect(up.stderr).toContain('secret.too-short');
  expect(await readdir(muster.folder)).not.toContain('pin.123');
});

it('an output that holds a secret is refused, and one of a run without secrets kept as it is', async () => {
  const script = `echo "word=/tmp/staging-note" > "$MUSTER_OUTPUT"`;
  const makes = `{ id: makes, check: '${script}', run: 'true', outputs: { word: {} } }`;
  const decides = `{ id: decides, if: "contains(steps.makes.outputs.word, 'staging')", run: touch decided }`;
  const at = (name: string) => join(muster.folder, name);
  const steps = `steps:\n  - ${makes}\n  - ${decides}\noutputs: { word: "\${{ steps.makes.outputs.word }}" }\n`;
  await writeFile(at('own.yaml'), `name: own\nsecrets: [STAGE]\n${steps}`);
  await writeFile(at('other.yaml'), `name: other\n${steps}`);
  const own = await muster.here(['up', 'own.yaml'], { MUSTER_SECRET_STAGE: 'staging' });
  expect(own.exitCode).toBe(4);
  expect(own.stdout + own.stderr).toContain('secret.in-output');
  const other = await muster.here(['up', 'other.yaml']);
  expect(other.exitCode, other.stderr).toBe(0);
  expect((await muster.here(['outputs', 'other', 'word'])).stdout).toContain('/tmp/staging-note');
  expect(await readdir(muster.folder)).toContain('decided');
});
