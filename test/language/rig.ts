import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Plan, PlannedStep } from '../../contract/plan.js';
import { formatDiagnostics, type Loaded, loadPipeline } from '../../language/index.js';
import type { Catalogue, StepTypeInfo } from '../../language/step-type.js';

function stepType(type: string, fields: z.ZodRawShape, more: Partial<StepTypeInfo> = {}) {
  const info: StepTypeInfo = {
    type,
    summary: `Do ${type}`,
    with: z.strictObject(fields),
    outputs: z.object({}),
    checked: () => true,
    undoable: () => false,
    verify: { within: 30_000, every: 1000, passes: 1 },
    ...more,
  };
  return [type, info] as const;
}

const machine = z.object({ name: z.string(), ssh: z.string(), ip: z.string() });

/** Step types as a catalogue has them, small enough to be seen whole. */
export const catalogue: Catalogue = new Map([
  stepType(
    'shell',
    {
      run: z.string(),
      check: z.string().optional(),
      undo: z.string().optional(),
      outputs: z.record(z.string(), z.unknown()).optional(),
    },
    {
      outputs: z.record(z.string(), z.unknown()),
      checked: (raw) => raw.check !== undefined,
      undoable: (raw) => raw.undo !== undefined,
    },
  ),
  stepType(
    'token.make',
    {
      service: z.url().describe('Where tokens come from'),
      size: z.int().min(1).max(9),
      'user-data': z.string().meta({ path: 'output' }).optional(),
      template: z.string().meta({ path: 'file' }).optional(),
    },
    { outputs: z.object({ token: z.string() }) },
  ),
  stepType(
    'machines.up',
    {
      directory: z.string().meta({ path: 'directory' }).default('.'),
      password: z.string().optional(),
      provider: z.enum(['lxc', 'virtualbox']).optional(),
      labels: z.record(z.string(), z.string()).optional(),
    },
    {
      outputs: z.object({ machines: z.array(machine), count: z.number() }),
      undoable: () => true,
      verify: { within: 60_000, every: 2000, passes: 3 },
    },
  ),
  stepType('units.start', {
    tunnel: z.union([z.string(), z.array(z.string()).min(1)]),
    units: z.array(z.string().meta({ path: 'file' })).min(1),
  }),
  stepType(
    'approval',
    { message: z.string().min(1) },
    { outputs: z.object({ by: z.string() }), checked: () => false },
  ),
]);

export interface LoadedText extends Loaded {
  /** Folder the files were written to. */
  directory: string;
  /** What a person sees, without the folder. */
  report: string;
}

/** Writes files and loads one: `pipeline.yaml`, or the first where there is none. */
export async function load(
  files: string | { [name: string]: string | Uint8Array },
  types: Catalogue = catalogue,
): Promise<LoadedText> {
  const directory = await mkdtemp(join(tmpdir(), 'muster-language-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const all = typeof files === 'string' ? { 'pipeline.yaml': files } : files;
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  const name = 'pipeline.yaml' in all ? 'pipeline.yaml' : (Object.keys(all)[0] ?? '');
  const loaded = await loadPipeline(join(directory, name), types);
  const text = formatDiagnostics(loaded.diagnostics, loaded.sources, { directory });
  return { ...loaded, directory, report: text.replaceAll(`${directory}/`, '') };
}

/** The plan of files without errors. */
export async function plan(
  files: Parameters<typeof load>[0],
  types?: Catalogue,
): Promise<{ plan: Plan; directory: string }> {
  const loaded = await load(files, types);
  expect(loaded.report.includes(' error '), loaded.report).toBe(false);
  return { plan: loaded.plan as Plan, directory: loaded.directory };
}

/** The step of that id. */
export function step(of: Plan, id: string): PlannedStep {
  const found = [...of.steps, ...of.onHold, ...of.finally].find((one) => one.id === id);
  if (!found) throw new Error(`the plan has no step ${id}`);
  return found;
}

/** Codes of the diagnostics, in order. */
export function codes(loaded: Loaded): string[] {
  return loaded.diagnostics.map(({ code }) => code);
}
