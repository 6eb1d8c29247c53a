/**
 * The plan: what a pipeline's text means, as plain JSON. `language` makes it, `workflows`
 * interprets it. It travels in Temporal's history, so it holds no secret and no file content.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** What an expression reads of a step: known before it runs, because references are static. */
export interface Reference {
  /** Full id of the step or group, e.g. `lab/box`. */
  step: string;
  of: 'outputs' | 'outcome';
  /** Name of the output; absent where all outputs are read (`toJSON(steps.x.outputs)`). */
  output?: string;
}

/** The text between `${{` and `}}`, with what it reads. */
export interface Expression {
  expr: string;
  reads: Reference[];
}

/**
 * A value that may hold expressions. A subtree without any is one `literal`, so nothing a user
 * writes can be mistaken for an expression or a secret.
 */
export type Template =
  | { literal: Json }
  /** A scalar that is one expression keeps the expression's type. */
  | { expression: Expression }
  /** Text with expressions in it. */
  | { text: (string | Expression)[] }
  /** `${{ secrets.NAME }}`, alone: travels as a name, resolved on the worker. */
  | { secret: string }
  | { list: Template[] }
  | { map: { [key: string]: Template } };

/** How often a failed attempt is repeated before the step is held. Times in milliseconds. */
export interface RetryPolicy {
  /** Attempts in all, the first included. */
  attempts: number;
  interval: number;
  backoff: number;
  maxInterval: number;
}

/** "Seen to hold": `passes` checks in a row, `every` ms apart, within `within` ms. */
export interface VerifyPolicy {
  within: number;
  every: number;
  passes: number;
}

export interface SourcePosition {
  file: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
}

/** A file that a step reads, by content; part of the step's digest. */
export interface FileDigest {
  /** Absolute. */
  path: string;
  sha256: string;
}

export type OnFailure = 'hold' | 'fail' | 'continue';

export interface PlannedStep {
  /** Full id: the ids of the enclosing groups and its own, joined by `/`. */
  id: string;
  /** Full id of the enclosing group; '' at the top. */
  group: string;
  /** What a person reads; default: the id. */
  name?: string;
  /** The step's type and its Temporal activity type, e.g. `vagrant.up`, `shell`, `approval`. */
  type: string;
  with: Template;
  env: Template;
  /** Skip the step unless this is true. */
  if?: Expression;
  /** Full ids of the steps or groups (same group) it waits for. */
  needs: string[];
  /** Full ids of the steps and groups whose outputs or outcome it reads. */
  reads: string[];
  retry: RetryPolicy;
  /** Of one attempt, in ms. Default: none. */
  timeout?: number;
  /** Of an approval: how long it waits for an answer, in ms. Default: for ever. */
  expires?: number;
  verify: VerifyPolicy;
  onFailure: OnFailure;
  /** Task queue; default: the queue of the host that starts the run. */
  runsOn?: Template;
  /** May be run again after a lost worker although it has no check. */
  repeatable: boolean;
  /** Its effect can be checked. A step without a check always runs. */
  checked: boolean;
  /** Has something to do in `down`. */
  undoable: boolean;
  forEach?: ForEach;
  /** Folder of the file that wrote the step: its working directory, and what its paths start from. */
  directory: string;
  files: FileDigest[];
  /** SHA-256 of type, raw with/env/run, runs-on and file contents: "the same step as before?". */
  digest: string;
  source: SourcePosition;
}

export interface ForEach {
  items: Template;
  /** Names an instance; default: the item itself, which must be a scalar. Reads `each.item`. */
  key?: Expression;
  /** Instances at once; default: all. */
  maxParallel?: number;
}

/** Another pipeline, expanded in place: a scope of its own. */
export interface PlannedGroup {
  id: string;
  /** Full id of the enclosing group; '' at the top. */
  group: string;
  name?: string;
  if?: Expression;
  needs: string[];
  reads: string[];
  /** The inner pipeline's inputs, evaluated in the enclosing scope when the group starts. */
  inputs: { [name: string]: Template };
  /**
   * Definitions of the inputs that an expression gives, in the words of the language: what is given
   * is checked by them when the group starts. Absent in what Muster 0.1 planned, too.
   */
  checks?: { [name: string]: JsonObject };
  /** What the enclosing scope sees as `steps.ID.outputs`, evaluated in the inner scope. */
  outputs: { [name: string]: Template };
  source: SourcePosition;
}

export interface Plan {
  /** Version of this shape. An engine refuses a plan it does not know. */
  version: 1;
  /** The pipeline's name. */
  name: string;
  description?: string;
  /** Absolute path of the pipeline's file. */
  file: string;
  /** Names of declared secrets, of all files. */
  secrets: string[];
  /** In the order of the text, inner steps in the place of their group. */
  steps: PlannedStep[];
  /** Outer before inner. */
  groups: PlannedGroup[];
  onHold: PlannedStep[];
  finally: PlannedStep[];
  outputs: { [name: string]: Template };
  /** Of the whole run, in ms. Default: none. */
  timeout?: number;
  /** SHA-256 of everything above but `file` and positions. */
  digest: string;
}
