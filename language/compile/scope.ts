import { z } from 'zod';
import type { Template } from '../../contract/plan.js';
import type { InputDefinitions } from '../schema/input.js';
import type { StepShape } from '../schema/step.js';
import { alternatives, childSchemas, fieldsOf } from '../schema/walk.js';
import type { Place } from '../source/source.js';
import type { Kind } from './classify.js';

/** What a step or group looks like from the steps beside it. */
export interface ScopeNode {
  /** Full id. */
  id: string;
  place: Place;
  /** Names of its outputs; undefined where only the run can tell. */
  outputs?: readonly string[];
  /** Names of the outputs that are known to be text. */
  texts?: ReadonlySet<string>;
  /** The shape of its outputs, for deeper paths. */
  schema?: z.ZodType;
  /** Its outputs are a list, one entry an item. */
  forEach: boolean;
}

/** The names that expressions of one pipeline see. */
export interface Scope {
  inputs: InputDefinitions;
  usedInputs: Set<string>;
  /** Declared in this pipeline's file. */
  secrets: ReadonlySet<string>;
  usedSecrets: Set<string>;
  /** By local id. */
  nodes: Map<string, ScopeNode>;
}

/** What an expression at some place of a pipeline may read. */
export interface Allowed {
  scope: Scope;
  /** Local ids of the steps it may read, or why it may read none. Default: all. */
  steps?: ReadonlySet<string> | string;
  /** `${{ secrets.X }}` may stand here alone. */
  secrets?: boolean;
  /** Inside a `for-each`. */
  each?: 'item' | 'item and key';
  /** `run.state` is known: in `on-hold` and `finally`. */
  state?: boolean;
}

/** The names an expression may start with. */
export const contextNames = ['inputs', 'steps', 'run', 'each', 'secrets'] as const;

/** What `run` tells. `state` only where a run has one that says something. */
export const runFields = ['name', 'id', 'pipeline', 'mode', 'by'] as const;

/** A step as the steps beside it see it. `inner`: the outputs of the pipeline that it uses. */
export function nodeOf(
  id: string,
  { shape, place, kind }: { shape: StepShape; place: Place; kind: Kind },
  inner: { [name: string]: Template } | undefined,
): ScopeNode {
  const node: ScopeNode = { id, place, forEach: shape['for-each'] !== undefined };
  if (kind.kind === 'pipeline') return inner ? { ...node, outputs: Object.keys(inner) } : node;
  if (kind.kind === 'broken') return node;
  if (kind.info.type === 'shell') {
    const declared = Object.entries(shape.outputs ?? {});
    const texts = declared.filter(([, { type }]) => type === 'string').map(([name]) => name);
    return { ...node, outputs: declared.map(([name]) => name), texts: new Set(texts) };
  }
  const { outputs } = kind.info;
  const names = fieldsOf(outputs);
  if (!names) return { ...node, schema: outputs };
  const isText = (one: z.ZodType) => alternatives(one).every((kind) => kind instanceof z.ZodString);
  const texts = names.filter((name) => childSchemas(outputs, name).every(isText));
  return { ...node, schema: outputs, outputs: names, texts: new Set(texts) };
}
