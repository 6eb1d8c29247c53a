import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Engine } from '../../../../client/engine.js';
import type { AttachOptions } from '../../../../worker/engine/attach.js';
import { attach } from '../../../../worker/engine/attach.js';
import { type EngineInfo, readEngine } from '../../../../worker/engine/engine-file.js';
import { type Home, openHome } from '../../../../worker/engine/home.js';
import {
  type ProcessRecord,
  readRecord,
  stillRuns,
} from '../../../../worker/engine/process-record.js';
import { patience } from '../../../patience.js';
import { removeFolder } from '../../../remove-folder.js';

/** State directories of a test, with whatever runs in them. */
export class Homes {
  readonly #homes: Home[] = [];
  readonly #engines: Engine[] = [];

  async fresh(): Promise<Home> {
    const home = await openHome(await mkdtemp(join(tmpdir(), 'muster-engine-')));
    this.#homes.push(home);
    return home;
  }

  async attach(home: Home, options: AttachOptions = {}): Promise<Engine> {
    const engine = await attach({ ...options, home: home.root, startIfMissing: true });
    this.#engines.push(engine);
    return engine;
  }

  /** End every daemon that is left, and remove the directories. */
  async clear(): Promise<void> {
    await Promise.all(this.#engines.splice(0).map((engine) => engine.close()));
    for (const home of this.#homes.splice(0)) {
      const daemon = readEngine(home);
      // It may be leaving by itself just now.
      if (daemon && stillRuns(daemon)) process.kill(daemon.pid, 'SIGTERM');
      if (daemon) await gone(daemon);
      await removeFolder(home.root);
    }
  }
}

/** The ready daemon of a state directory. */
export function daemonOf(home: Home): EngineInfo {
  const info = readEngine(home);
  if (!info) throw new Error(`no daemon is ready in ${home.root}`);
  return info;
}

/** The process of its embedded Temporal server. */
export function serverOf(home: Home): ProcessRecord {
  const record = readRecord(home.serverRecord);
  if (!record) throw new Error(`no server is recorded in ${home.root}`);
  return record;
}

/** Wait until a process is gone. */
export async function gone(record: ProcessRecord): Promise<void> {
  await vi.waitUntil(() => !stillRuns(record), patience);
}
