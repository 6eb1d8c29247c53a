import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { built } from '../built.js';
import { play, scenarios } from './scenarios.js';
import { startRig } from './temporal-rig.js';

const folder = fileURLToPath(new URL('../history/', import.meta.url));
const recorded = async () => (await readdir(folder)).filter((name) => name.endsWith('.json'));

/** Stack traces hold paths of the computer that recorded; a replay does not read them. */
function withoutStacks(json: string): string {
  const clean = (key: string, value: unknown) => (key === 'stackTrace' ? '' : value);
  return `${JSON.stringify(JSON.parse(json), clean, 1)}\n`;
}

const version = process.env.MUSTER_RECORD;
if (version !== undefined) {
  // Few events to an execution, so that there is a history of a second one, too.
  const rig = await startRig([
    '--dynamic-config-value',
    'limit.historyCount.suggestContinueAsNew=100',
  ]);
  for (const scenario of scenarios) {
    const file = `${scenario.name}.${version}.json`;
    if ((await recorded()).includes(file)) continue;
    const run = await play(rig, scenario);
    const history = await rig.environment.client.workflow.getHandle(run).fetchHistory();
    await writeFile(`${folder}${file}`, withoutStacks(historyToJSON(history)));
  }
  await rig.close();
}

async function interpreterAlone() {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  return { code };
}

describe("the interpreter decides as it did when a run's history was recorded", async () => {
  // Those of 0.1 were recorded on the interpreter alone, later ones as a worker has it: with its
  // interceptors, which have a say in the order of what is decided.
  const [alone, whole] = await Promise.all([
    interpreterAlone(),
    built('workflow-bundle.js').then((codePath) => ({ codePath })),
  ]);
  const bundleOf = (file: string) => (file.endsWith('.0.1.json') ? alone : whole);

  it.each(await recorded())('%s', async (file) => {
    const history = historyFromJSON(JSON.parse(await readFile(`${folder}${file}`, 'utf8')));
    await Worker.runReplayHistory({ workflowBundle: bundleOf(file) }, history, 'replayed');
  });

  it('has a history of every scenario', async () => {
    const names = (await recorded()).map((file) => file.replace(/\.\d.*$/, ''));
    expect(new Set(names)).toEqual(new Set(scenarios.map(({ name }) => name)));
  });
});
