import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hidesNothing } from '../../../activities/attempt/masking/masker.js';
import { StepLog } from '../../../activities/attempt/step-log.js';
import { tempFolder, waitFor } from '../temp-folder.js';
import { hiding } from './masking/hiding.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let path: string;
beforeEach(async () => {
  folder = await tempFolder();
  path = join(folder.path, 'runs', 'box', '1.log');
});
afterEach(() => folder.remove());

const none = hidesNothing;
const text = () => readFileSync(path, 'utf8');

it('is written while the step runs, for its owner only', async () => {
  const log = new StepLog(path, none);
  log.write('first');
  await waitFor(() => text() === 'first\n' || undefined);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  log.close();
});

it('goes on where an earlier one ended, and quotes the last lines without its own notes', () => {
  for (const word of ['one', 'two']) {
    const log = new StepLog(path, hiding('hunter22'));
    log.note(`attempt ${word} hunter22`);
    for (let line = 1; line <= 30; line++) log.write(`${word} ${line} hunter22`);
    log.close();
    expect(log.tail()).toHaveLength(20);
    expect(log.tail().at(-1)).toBe(`${word} 30 ***`);
  }
  expect(text()).toMatch(/^# attempt one \*\*\*\none 1 \*\*\*\n/);
  expect(text().split('\n')).toHaveLength(63);
});

it('costs lines and not the step when the disk is full', () => {
  const log = new StepLog('/dev/full', none);
  log.write('x'.repeat(70_000));
  log.write('last');
  log.close();
  expect(log.tail().at(-1)).toBe('last');
});

it('is done without where its folder cannot be made', () => {
  const log = new StepLog('/dev/null/box/1.log', none);
  log.write('line');
  log.close();
  expect(log.tail()).toEqual(['line']);
});
