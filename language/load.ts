import { resolve } from 'node:path';
import type { Plan, PlannedStep } from '../contract/plan.js';
import type { Build, Draft } from './compile/build.js';
import { planDigest, stepDigest } from './compile/digest.js';
import { FileDigests } from './compile/files.js';
import { type CompiledPipeline, compilePipeline } from './compile/pipeline.js';
import { milliseconds } from './compile/policies.js';
import { type Diagnostic, Diagnostics } from './diagnostics/diagnostic.js';
import type { InputDefinitions } from './schema/input.js';
import type { Catalogue } from './step-type.js';

/** What became of a pipeline's file. */
export interface Loaded {
  /** Absent where a diagnostic is an error. */
  plan?: Plan;
  /** The inputs a run may be given; empty where the file could not be read. */
  inputs: InputDefinitions;
  /** Everything wrong, file by file, in the order of the text. */
  diagnostics: Diagnostic[];
  /** Text of every file that was read, by absolute path: `formatDiagnostics` quotes it. */
  sources: ReadonlyMap<string, string>;
}

/**
 * Reads a pipeline with all it uses, checks everything that can be checked without running it, and
 * plans it. Never throws for what a file may hold.
 */
export async function loadPipeline(file: string, catalogue: Catalogue): Promise<Loaded> {
  const path = resolve(file);
  const build: Build = {
    catalogue,
    diagnostics: new Diagnostics(),
    texts: new Map(),
    sources: new Map(),
    count: 0,
    afterwards: [],
  };
  const compiled = await compilePipeline(path, { group: '', chain: [] }, build);
  const plan = compiled && (await finish(path, compiled, build));
  if (!build.diagnostics.hasErrors) {
    for (const warn of build.afterwards) warn();
    if (compiled) await lint(allDrafts(compiled), build);
  }
  return {
    ...(plan && !build.diagnostics.hasErrors ? { plan } : {}),
    inputs: compiled?.inputs ?? {},
    diagnostics: build.diagnostics.inOrder([...build.texts.keys()]),
    sources: build.texts,
  };
}

function allDrafts({ steps, onHold, finally: last }: CompiledPipeline): Draft[] {
  return [...steps, ...onHold, ...last];
}

async function finish(file: string, compiled: CompiledPipeline, build: Build): Promise<Plan> {
  const { shape } = compiled;
  const paths = allDrafts(compiled).flatMap((draft) => draft.paths);
  const written = paths.filter(({ kind }) => kind === 'output').map(({ path }) => path);
  const digests = new FileDigests(new Set(written), build.diagnostics);
  const withFiles = async (drafts: Draft[]): Promise<PlannedStep[]> => {
    const steps: PlannedStep[] = [];
    for (const { step, identity, paths: found, fields } of drafts) {
      const files = await digests.of(found, fields);
      steps.push({ ...step, files, digest: stepDigest(identity, files) });
    }
    return steps;
  };
  const timeout = milliseconds(shape.timeout);
  const plan: Omit<Plan, 'digest'> = {
    version: 1,
    name: shape.name,
    ...(shape.description === undefined ? {} : { description: shape.description }),
    file,
    secrets: compiled.secrets,
    steps: await withFiles(compiled.steps),
    groups: compiled.groups,
    onHold: await withFiles(compiled.onHold),
    finally: await withFiles(compiled.finally),
    outputs: compiled.outputs,
    ...(timeout === undefined ? {} : { timeout }),
  };
  return { ...plan, digest: planDigest(plan) };
}

/** What step types see to be wrong with their own fields. */
async function lint(drafts: readonly Draft[], { catalogue, diagnostics }: Build): Promise<void> {
  for (const { step, known, fields } of drafts) {
    const findings = await catalogue.get(step.type)?.lint?.(known, { directory: step.directory });
    for (const { message, hint, field } of findings ?? []) {
      const at = field === undefined ? fields : fields.at(field);
      diagnostics.add('step.lint', at.value, message, { hint });
    }
  }
}
