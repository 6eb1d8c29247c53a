import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

const prepare = resolve(import.meta.dirname, '../../../pipelines/etcd/prepare.sh');

/** An etcd 3.4 or 3.5: the PATH's, else as `pipelines/etcd` gets it. Or why there is none. */
export async function findEtcd(): Promise<{ path: string } | { missing: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-etcd-program-'));
  const written = join(folder, 'output');
  const env = { CLUSTER_PORT: '1', CLUSTER_STATE: join(folder, 'state'), MUSTER_OUTPUT: written };
  try {
    for (const command of ['apply', 'check']) {
      await execa(prepare, [command], { env, cwd: join(prepare, '..'), stdin: 'ignore' });
    }
    const path = /^program=(.*)$/m.exec(await readFile(written, 'utf8'))?.[1];
    return path === undefined ? { missing: 'prepare.sh names none' } : { path };
  } catch (error) {
    const { stderr, shortMessage } = error as { stderr?: string; shortMessage?: string };
    return { missing: stderr?.trim() || shortMessage || String(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
