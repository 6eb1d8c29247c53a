import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import type { RunView, StepView } from '../../contract/run.js';
import { MusterProcess } from '../cli/muster-process.js';

/**
 * Pipelines of shell steps with real effects, on an engine of their own. Each step that is done
 * writes its name into `effects`; a step fails while a file `broken-NAME` is there.
 */
export class BringUp {
  readonly muster: MusterProcess;

  static async create(): Promise<BringUp> {
    return new BringUp(await MusterProcess.create());
  }

  private constructor(muster: MusterProcess) {
    this.muster = muster;
  }

  /** A pipeline of that name in a folder of its own. */
  async write(name: string, text: string): Promise<void> {
    const folder = join(this.muster.folder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'pipeline.yaml'), `name: ${name}\n${text}`);
    await writeFile(join(folder, 'do.sh'), doer);
  }

  break(name: string, step: string): void {
    appendFileSync(join(this.muster.folder, name, `broken-${step}`), '');
  }

  mend(name: string, step: string): Promise<void> {
    return rm(join(this.muster.folder, name, `broken-${step}`));
  }

  remove(name: string, file: string): Promise<void> {
    return rm(join(this.muster.folder, name, file), { recursive: true, force: true });
  }

  /** What was done, in order, since the last call. */
  effects(name: string): string[] {
    const file = join(this.muster.folder, name, 'effects');
    const all = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    const seen = this.#seen.get(name) ?? 0;
    this.#seen.set(name, all.length);
    return all.slice(seen);
  }

  readonly #seen = new Map<string, number>();

  /** One command, its exit code and what it said as JSON. */
  async run(...args: string[]): Promise<{ exitCode: number | undefined; view: RunView }> {
    const { exitCode, stdout, stderr } = await this.muster.runHere(...args, '--json');
    const said = `${args.join(' ')} ended with ${exitCode}: ${stdout}${stderr}`;
    // Nothing here is about an engine that is not to be had.
    if (exitCode === exitCodes.engine) throw new Error(said);
    try {
      return { exitCode, view: JSON.parse(stdout) as RunView };
    } catch {
      throw new Error(said);
    }
  }

  clear(): Promise<void> {
    return this.muster.clear();
  }
}

export function stepOf(view: Pick<RunView, 'steps' | 'finally'>, id: string): StepView {
  const found = [...view.steps, ...view.finally].find((step) => step.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
}

/** `sh do.sh NAME`: fails while it is broken, else leaves `made/NAME` and a line in `effects`. */
const doer = `set -e
if [ -e "broken-$1" ]; then echo "$1 is broken" >&2; exit 1; fi
mkdir -p made
echo "$1" >> effects
touch "made/$1"
`;
