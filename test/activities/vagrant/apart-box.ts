import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { endProcess } from '../../lab/test-lab.js';
import { apart } from './apart.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** All that the shipped lab makes for a box: what is slow of it is in its cache. */
const steps = ['requirements', 'packages', 'fleet', 'base', 'rootfs', 'box'];

/** Make the box, as a person would: with the shipped lab, of which only the box is wanted. */
export async function makeBox(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'muster-box-'));
  try {
    await execa(
      process.execPath,
      [
        ...[join(root, 'dist', 'muster.js'), 'up', join(root, 'pipelines', 'lab', 'pipeline.yaml')],
        ...steps.flatMap((step) => ['--only', step]),
        ...['--input', `box=${apart.box}`],
      ],
      { env: { MUSTER_HOME: home }, stdin: 'ignore' },
    );
  } finally {
    const engine = await readFile(join(home, 'engine.json'), 'utf8').catch(() => undefined);
    if (engine !== undefined) await endProcess((JSON.parse(engine) as { pid: number }).pid);
    await rm(home, { recursive: true, force: true });
  }
}
