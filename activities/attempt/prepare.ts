import type { Json, JsonObject } from '../../contract/plan.js';
import type { CallerEnvironment, Rendered, StepTask } from '../../contract/task.js';
import { shapeProblems } from '../../language/schema/issues.js';
import { withoutNulls } from '../../language/schema/nulls.js';
import { fileDigest } from '../../language/source/file-digest.js';
import type { StepType } from '../contract/define-step.js';
import { StepError } from '../contract/step-error.js';
import { resolvePaths } from './resolve-paths.js';
import type { SecretSource } from './secrets.js';

/** What a step is run with on this host. */
export interface Prepared {
  /** Checked by the type's schema. */
  input: unknown;
  /** The whole environment of its programs. */
  env: Record<string, string>;
}

/** Compare files, fill in secrets, check the input: all that can fail before anything is touched. */
export async function prepare(
  task: StepTask,
  type: StepType,
  services: { secrets: SecretSource; host: string },
): Promise<Prepared> {
  // What is taken down need not be what the files say today.
  const compared = task.mode === 'undo' ? [] : task.files;
  for (const file of compared) await compareFile(file.path, file.sha256);
  // An input that nobody gave, handed to a field that need not be given.
  const given = withoutNulls(type.with, await fillSecrets(task.with, services.secrets));
  const raw = resolvePaths(type.with, given as JsonObject, task.directory);
  const parsed = type.with.safeParse(raw);
  if (!parsed.success) {
    const problems = shapeProblems(type.with, raw).map(({ message }) => message);
    throw new StepError('input.invalid', {
      message: `The values of ${task.step} do not fit ${type.type}: ${problems.join('; ')}.`,
      next: 'Correct the fields in the pipeline, or the outputs they come from.',
    });
  }
  const own = await fillSecrets(task.env, services.secrets);
  return {
    input: parsed.data,
    env: { ...baseEnvironment(task.environment, services.host), ...asVariables(own) },
  };
}

/** PATH, HOME and LANG of the command that started the run, if it was on this host; else the worker's. */
export function baseEnvironment(caller: CallerEnvironment, host: string): Record<string, string> {
  const from = caller.host === host ? caller.variables : process.env;
  return Object.fromEntries(
    ['PATH', 'HOME', 'LANG'].flatMap((name) => {
      const value = from[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function asVariables(env: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, asVariable(value)]));
}

/** Nothing is empty text; a list or map is JSON. */
function asVariable(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

async function fillSecrets(rendered: Rendered, secrets: SecretSource): Promise<JsonObject> {
  const value = structuredClone(rendered.value);
  for (const [pointer, name] of Object.entries(rendered.secrets)) {
    setAt(value, pointer, await secrets.get(name));
  }
  return value;
}

/** JSON Pointer, RFC 6901. */
function setAt(root: JsonObject, pointer: string, value: string): void {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop();
  let place: Json | undefined = root;
  for (const key of keys) place = (place as JsonObject | undefined)?.[key];
  if (last === undefined || typeof place !== 'object' || place === null) {
    throw new StepError('input.invalid', {
      message: `A secret belongs at ${pointer}, but there is no such place.`,
      next: 'Start the run again: its plan does not fit its values.',
    });
  }
  (place as JsonObject)[last] = value;
}

async function compareFile(path: string, sha256: string): Promise<void> {
  const found = await fileDigest(path).catch((error) => {
    throw new StepError('file.missing', {
      message: `${path} cannot be read on this host: ${(error as NodeJS.ErrnoException).code}.`,
      next: 'Put the file there; on another host start its worker with --root at the pipelines.',
    });
  });
  if (found !== sha256) {
    throw new StepError('file.differs', {
      message: `${path} is not the file that the run was planned with.`,
      next: 'Restore it and resume; or take the changed one: end the run (muster abort NAME), then muster up again.',
    });
  }
}
