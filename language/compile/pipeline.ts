import { z } from 'zod';
import type { PlannedGroup, Template } from '../../contract/plan.js';
import { checkDefinitions } from '../inputs/definitions.js';
import type { InputDefinitions } from '../schema/input.js';
import type { PipelineShape } from '../schema/pipeline.js';
import { readPlace } from '../schema/read-place.js';
import { Place } from '../source/source.js';
import type { Build, Draft } from './build.js';
import { type Entry, entriesOfList, innerFile } from './entries.js';
import { compileGroup, innerRunsOn } from './group.js';
import { refuseInInner } from './inner.js';
import { openSource } from './open.js';
import { type Order, orderOf } from './order.js';
import { nodeOf, type Scope } from './scope.js';
import { shapeOf } from './shape.js';
import { checkBroken, compileHooks, compileStep } from './step.js';
import { type Surroundings, surroundings } from './surroundings.js';
import { compileTemplate } from './template.js';
import { warnUnused } from './unused.js';

export interface CompiledPipeline {
  shape: PipelineShape;
  inputs: InputDefinitions;
  /** In the order of the text, inner steps in the place of their group. */
  steps: Draft[];
  /** Outer before inner. */
  groups: PlannedGroup[];
  onHold: Draft[];
  finally: Draft[];
  outputs: { [name: string]: Template };
  /** Of this file and the files it uses. */
  secrets: string[];
}

/** How a pipeline is used. */
export interface Use {
  /** The step that uses it; absent for the pipeline that is run. */
  user?: Place;
  /** Full id of that step; '' for the pipeline that is run. */
  group: string;
  /** Absolute paths of the files that lead here. */
  chain: readonly string[];
  /** Task queue of steps that name none. */
  runsOn?: Template | undefined;
}

/** A file with all it uses. What is wrong is reported; undefined where nothing can be made of it. */
export async function compilePipeline(
  file: string,
  use: Use,
  build: Build,
): Promise<CompiledPipeline | undefined> {
  const source = await openSource(file, use.user?.at('uses'), build);
  const shape = source && shapeOf(source, build.diagnostics);
  if (!shape) return undefined;
  const place = new Place(source);
  if (use.user) refuseInInner(shape, place, use.user, build.diagnostics);

  const inputs = checkDefinitions(shape.inputs ?? {}, place.at('inputs'), build.diagnostics);
  const scope: Scope = {
    inputs,
    usedInputs: new Set(),
    secrets: new Set(shape.secrets),
    usedSecrets: new Set(),
    nodes: new Map(),
  };
  const around = surroundings(shape, place, scope, use, build);
  const taken = new Map<string, Place>();
  const entries = entriesOfList('steps', shape.steps, place.at('steps'), taken, build);
  const inner = await compileInner(entries, [...use.chain, file], around);
  const order = orderOf(
    entries.map(({ id, shape: { needs }, place: at }) => ({
      id,
      place: at,
      ...(needs && { needs }),
    })),
    build.diagnostics,
  );
  const prefix = use.group === '' ? '' : `${use.group}/`;
  for (const { id, ...entry } of entries) {
    scope.nodes.set(id, nodeOf(`${prefix}${id}`, entry, inner.get(id)?.outputs));
  }
  const compiled = compileEntries(entries, inner, order, prefix, around);
  const hooks = (name: 'on-hold' | 'finally') => {
    const list = entriesOfList(name, shape[name] ?? [], place.at(name), taken, build);
    return compileHooks(list, around);
  };
  const result: CompiledPipeline = {
    shape,
    inputs,
    ...compiled,
    onHold: hooks('on-hold'),
    finally: hooks('finally'),
    outputs: outputsOf(shape, place, scope, build),
    secrets: [...new Set([...scope.secrets, ...[...inner.values()].flatMap((one) => one.secrets)])],
  };
  warnUnused(scope, place, build);
  return result;
}

/** The pipelines that steps use, by local id of the step. */
async function compileInner(
  entries: readonly Entry[],
  chain: readonly string[],
  { group, runsOn, build }: Surroundings,
): Promise<Map<string, CompiledPipeline>> {
  const inner = new Map<string, CompiledPipeline>();
  for (const { id, shape, place, kind } of entries) {
    if (kind.kind !== 'pipeline') continue;
    const file = innerFile(kind.file, place, chain, build);
    const use: Use = {
      user: place,
      group: group === '' ? id : `${group}/${id}`,
      chain,
      runsOn: innerRunsOn(shape['runs-on'], runsOn),
    };
    const compiled = file === undefined ? undefined : await compilePipeline(file, use, build);
    if (compiled) inner.set(id, compiled);
  }
  return inner;
}

function compileEntries(
  entries: readonly Entry[],
  inner: ReadonlyMap<string, CompiledPipeline>,
  order: Order,
  prefix: string,
  around: Surroundings,
): Pick<CompiledPipeline, 'steps' | 'groups'> {
  const steps: Draft[] = [];
  const groups: PlannedGroup[] = [];
  for (const { id, shape, place, kind } of entries) {
    const upstream = order.upstream.get(id) ?? new Set();
    const needs = (order.needs.get(id) ?? []).map((need) => `${prefix}${need}`);
    const identity = { id: `${prefix}${id}`, needs };
    const here = { ...around, upstream };
    const pipeline = inner.get(id);
    if (kind.kind === 'type') steps.push(compileStep(shape, place, kind, identity, here));
    else if (!pipeline) checkBroken(shape, place, here);
    if (!pipeline) continue;
    groups.push(compileGroup(shape, place, pipeline, identity, here), ...pipeline.groups);
    steps.push(...pipeline.steps);
  }
  return { steps, groups };
}

function outputsOf(
  shape: PipelineShape,
  place: Place,
  scope: Scope,
  { diagnostics }: Build,
): { [name: string]: Template } {
  const outputOf = (at: Place) =>
    compileTemplate(readPlace(at, z.unknown(), diagnostics), at, { scope }, diagnostics);
  const entries = Object.keys(shape.outputs ?? {}).map((name): [string, Template] => [
    name,
    outputOf(place.at('outputs', name)),
  ]);
  return Object.fromEntries(entries);
}
