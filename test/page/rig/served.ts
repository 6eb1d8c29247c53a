import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MusterProcess } from '../../cli/muster-process.js';
import { parsed, type Ready, readyOf } from './ready.js';

/** A real `muster serve` with a folder of pipelines and a state directory of its own. */
export class Served {
  readonly muster: MusterProcess;
  #process: ReturnType<MusterProcess['start']> | undefined;
  #ready: Ready | undefined;

  static async create(files: { [path: string]: string }): Promise<Served> {
    const served = new Served(await MusterProcess.create());
    for (const [path, text] of Object.entries(files)) await served.write(path, text);
    await served.start();
    return served;
  }

  private constructor(muster: MusterProcess) {
    this.muster = muster;
  }

  get url(): string {
    return this.#current().url;
  }

  /** Write a file of the pipelines' folder: a pipeline, or what its scripts look at. */
  async write(path: string, text: string): Promise<void> {
    const file = this.path(path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  async remove(path: string): Promise<void> {
    await rm(this.path(path), { force: true });
  }

  path(path: string): string {
    return join(this.muster.folder, 'pipelines', path);
  }

  /** Start it; again on the port that it had, so that an open page finds it. */
  async start(): Promise<void> {
    const port = this.#ready === undefined ? '0' : new URL(this.#ready.url).port;
    const args = ['serve', '--pipelines', this.path('.'), '--port', port, '--json'];
    const serve = this.muster.start(args);
    this.#process = serve;
    this.#ready = await readyOf(serve);
  }

  /** End it as a lost computer would. */
  async kill(): Promise<void> {
    this.#process?.kill('SIGKILL');
    await this.#process;
  }

  /** A link that signs one browser in, as `muster open` or `serve` prints it. */
  async signInLink(role: 'operator' | 'reader' = 'operator'): Promise<string> {
    const { stdout, stderr } = await this.muster.run(
      'open',
      '--json',
      ...(role === 'reader' ? ['--read-only'] : []),
    );
    const url = (parsed(stdout) as { url?: string } | undefined)?.url;
    if (url === undefined) throw new Error(`muster open gave no link: ${stdout} ${stderr}`);
    return url;
  }

  /** The link that `serve` itself printed when it started. */
  get firstLink(): string {
    return this.#current().signIn;
  }

  async clear(): Promise<void> {
    await this.muster.clear();
    await this.#process;
  }

  #current(): Ready {
    if (this.#ready === undefined) throw new Error('it was not started');
    return this.#ready;
  }
}
