import { createHash } from 'node:crypto';
import type { Json, Plan, PlannedStep, Template } from '../../contract/plan.js';

/** What makes a step the same step as before, whatever its place in the file. */
export interface StepIdentity {
  type: string;
  /** As written, so paths are relative. */
  with: Template;
  env: Template;
  runsOn: Template | undefined;
}

export function stepDigest(identity: StepIdentity, files: PlannedStep['files']): string {
  const { type, with: fields, env, runsOn } = identity;
  return digest({
    type,
    with: fields,
    env,
    runsOn: runsOn ?? null,
    files: files.map(({ sha256 }) => sha256),
  });
}

/** Of everything but the file's own path and the positions in it. */
export function planDigest(plan: Omit<Plan, 'digest'>): string {
  const { file: _file, ...rest } = plan;
  const bare = ({ source: _source, ...node }: { source: unknown }) => node;
  return digest({
    ...rest,
    steps: plan.steps.map(bare),
    groups: plan.groups.map(bare),
    onHold: plan.onHold.map(bare),
    finally: plan.finally.map(bare),
  });
}

function digest(value: object): string {
  return createHash('sha256')
    .update(stableJson(value as Json))
    .digest('hex');
}

/** JSON whose text does not depend on the order of keys. */
export function stableJson(value: Json | undefined): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`;
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${stableJson(item)}`);
  return `{${entries.join(',')}}`;
}
