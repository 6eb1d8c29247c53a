import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import type { Home } from '../../worker/engine/home.js';
import { removeFolder } from '../remove-folder.js';
import { Homes } from '../worker/engine/support/homes.js';
import { type Answer, commandHere } from './command-here.js';

/** The built command line. */
const muster = resolve(import.meta.dirname, '../../dist/muster.js');

/** Commands as processes, in a folder and on an engine of their own. */
export class MusterProcess {
  readonly homes: Homes;
  readonly home: Home;
  readonly folder: string;

  static async create(): Promise<MusterProcess> {
    const homes = new Homes();
    const folder = await mkdtemp(join(tmpdir(), 'muster-commands-'));
    return new MusterProcess(homes, await homes.fresh(), folder);
  }

  private constructor(homes: Homes, home: Home, folder: string) {
    this.homes = homes;
    this.home = home;
    this.folder = folder;
  }

  /** Start a command, and leave it running. Without a terminal, and with nothing to read. */
  start(args: string[], env: Record<string, string> = {}) {
    return execa(process.execPath, [muster, ...args], {
      env: { MUSTER_HOME: this.home.root, ...env },
      cwd: this.folder,
      reject: false,
      stdin: 'ignore',
    });
  }

  /** One command from its start to its end. */
  async run(...args: string[]): Promise<Answer> {
    const { exitCode, stdout, stderr } = await this.start(args);
    return { exitCode, stdout, stderr };
  }

  /** The same in this process, where it is the run that is looked at: `commandHere`. */
  runHere(...args: string[]): Promise<Answer> {
    return this.here(args);
  }

  here(args: string[], env: Record<string, string> = {}): Promise<Answer> {
    return commandHere(args, { home: this.home.root, cwd: this.folder, env });
  }

  /** End what runs, and remove all. */
  async clear(): Promise<void> {
    await this.homes.clear();
    await removeFolder(this.folder);
  }
}
