import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ContextOptions, createContext } from '../../activities/attempt/create-context.js';
import type { StepContext } from '../../activities/contract/context.js';
import type { Parts } from '../../contract/task.js';

/** A step's real context in a folder of its own, with what the step said. */
export interface TestContext {
  ctx: StepContext;
  /** Exists; the step's working directory. */
  directory: string;
  /** Log lines so far. */
  lines: string[];
  /** What `progress` was told. */
  parts: Parts[];
  abort(reason?: unknown): void;
  /** Remove the folder. */
  remove(): Promise<void>;
}

export async function testContext(overrides: Partial<ContextOptions> = {}): Promise<TestContext> {
  const base = await mkdtemp(join(tmpdir(), 'muster-step-'));
  const directory = join(base, 'project');
  const stateDirectory = join(base, 'state');
  await mkdir(directory);
  await mkdir(stateDirectory, { mode: 0o700 });
  const controller = new AbortController();
  const lines: string[] = [];
  const parts: Parts[] = [];
  const variables = { PATH: process.env.PATH ?? '', HOME: base, LANG: 'C.UTF-8' };
  const ctx = createContext({
    run: { name: 'test', runId: 'run-1', pipeline: 'test' },
    step: 'step',
    mode: 'up',
    directory,
    stateDirectory,
    attemptDirectory: join(base, 'attempt'),
    environment: { host: hostname(), variables },
    env: variables,
    signal: controller.signal,
    write: (line) => lines.push(line),
    progress: (state) => parts.push(state),
    grace: 300,
    ...overrides,
  });
  return {
    ctx,
    directory: ctx.directory,
    lines,
    parts,
    abort: (reason = new Error('cancelled by the test')) => controller.abort(reason),
    remove: () => rm(base, { recursive: true, force: true }),
  };
}
