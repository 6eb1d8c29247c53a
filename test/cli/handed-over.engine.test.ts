import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import { daemonOf, gone } from '../worker/engine/support/homes.js';
import { MusterProcess } from './muster-process.js';

/** Each verb that has steps run hands over the secrets that its run declares. */
let muster: MusterProcess;
beforeAll(async () => {
  muster = await MusterProcess.create();
});
afterAll(() => muster.clear());

const secret = { MUSTER_SECRET_TOKEN: 'the-token-of-a-test' };
const here = (...args: string[]) => muster.here(args, secret);

/** An engine that knows nothing of what it was told before. */
async function anotherEngine(): Promise<void> {
  const daemon = daemonOf(muster.home);
  process.kill(daemon.pid, 'SIGKILL');
  await gone(daemon);
}

async function pipeline(name: string, middle: string): Promise<string> {
  const path = join(muster.folder, `${name}.yaml`);
  await writeFile(
    path,
    `name: ${name}
inputs:
  who: { type: string }
secrets: [TOKEN]
env: { TOKEN: "\${{ secrets.TOKEN }}", WHO: "\${{ inputs.who }}" }
steps:
  - id: first
    run: echo up $WHO $TOKEN > /dev/null
    undo: echo down $WHO \${#TOKEN} >> ${name}.undone
${middle}
  - id: last
    run: test -n "$TOKEN"
`,
  );
  return path;
}
const undone = (name: string) => readFileSync(join(muster.folder, `${name}.undone`), 'utf8');

test('approve', async () => {
  const path = await pipeline('asks', '  - { id: gate, uses: approval, with: { message: Go on } }');
  expect((await here('up', path, '--input', 'who=me')).exitCode).toBe(exitCodes.held);
  await anotherEngine();
  const { exitCode, stderr } = await here('approve', 'asks');
  expect(exitCode, stderr).toBe(exitCodes.ok);
});

test('skip', async () => {
  const path = await pipeline('skips', '  - { id: breaks, run: exit 3 }');
  expect((await here('up', path, '--input', 'who=me')).exitCode).toBe(exitCodes.held);
  await anotherEngine();
  const { exitCode, stderr } = await here(
    'skip',
    'skips',
    '--step',
    'breaks',
    '--reason',
    'no need',
  );
  expect(exitCode, stderr).toBe(exitCodes.ok);
});

test('abort --undo', async () => {
  const path = await pipeline('aborts', '  - { id: breaks, run: exit 3 }');
  await here('up', path, '--input', 'who=me');
  await anotherEngine();
  const { exitCode, stderr } = await here('abort', 'aborts', '--undo');
  expect(exitCode, stderr).toBe(exitCodes.ok);
  expect(undone('aborts')).toBe(`down me ${secret.MUSTER_SECRET_TOKEN.length}\n`);
});

test('down, with the inputs of the last up: none are asked for, and others are refused', async () => {
  const path = await pipeline('downs', '');
  expect((await here('up', path, '--input', 'who=me')).exitCode).toBe(exitCodes.ok);
  await anotherEngine();
  const other = await here('down', path, '--yes', '--input', 'who=somebody');
  expect(other.exitCode).toBe(exitCodes.usage);
  expect(other.stderr).toContain('downs is taken down with the inputs that it was brought up with');
  const { exitCode, stderr } = await here('down', path, '--yes');
  expect(exitCode, stderr).toBe(exitCodes.ok);
  expect(undone('downs')).toBe(`down me ${secret.MUSTER_SECRET_TOKEN.length}\n`);
});
