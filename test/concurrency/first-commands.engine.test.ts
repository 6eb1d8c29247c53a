import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MusterProcess } from '../cli/muster-process.js';

let muster: MusterProcess;
beforeAll(async () => {
  muster = await MusterProcess.create();
});
afterAll(() => muster.clear());

/** Processes whose arguments hold a word, and whose environment names this state directory. */
function processesOf(word: string): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return (words + environment).includes(muster.home.root) && words.includes(word);
      } catch {
        return false;
      }
    });
}

it('ten commands on an empty state directory share one daemon and one server', async () => {
  const pipeline = join(muster.folder, 'ten.yaml');
  await writeFile(
    pipeline,
    `name: ten\nsteps:\n  - { run: echo "$RUN" >> ledger, env: { RUN: "\${{ run.name }}" } }\n`,
  );
  const names = Array.from({ length: 10 }, (_, index) => `run-${index}`);
  const answers = await Promise.all(
    names.map((name) => muster.start(['up', pipeline, '--name', name])),
  );
  expect(answers.map(({ exitCode, stderr }) => (exitCode === 0 ? 0 : stderr))).toEqual(
    names.map(() => 0),
  );
  expect(processesOf('--background')).toHaveLength(1);
  expect(processesOf('start-dev')).toHaveLength(1);
  const ledger = readFileSync(join(muster.folder, 'ledger'), 'utf8').trim().split('\n');
  expect(ledger.toSorted()).toEqual(names);
});
