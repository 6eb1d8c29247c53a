import { delimiter, isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StepType } from './contract/define-step.js';

/** A module that MUSTER_STEPS names gives no step types: which, why, and what to do. */
export class StepTypesError extends Error {
  override readonly name = 'StepTypesError';
  readonly next: string;

  constructor(message: string, next: string, cause?: unknown) {
    super(message, { cause });
    this.next = next;
  }
}

const typePattern = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;

/**
 * Step types of the modules that MUSTER_STEPS names: absolute paths, separated as in PATH. The
 * default export of each is a list of what `defineStep` made.
 * @throws StepTypesError
 */
export async function outsideStepTypes(env: NodeJS.ProcessEnv): Promise<StepType[]> {
  const files = (env.MUSTER_STEPS ?? '').split(delimiter).filter((file) => file !== '');
  const families = await Promise.all(files.map(load));
  return families.flat();
}

async function load(file: string): Promise<StepType[]> {
  if (!isAbsolute(file)) {
    throw new StepTypesError(
      `MUSTER_STEPS names ${file}, which is no absolute path.`,
      'Write it from / on: the daemon does not work in the folder of your command.',
    );
  }
  const { default: types } = await import(pathToFileURL(file).href).catch((error: Error) => {
    throw new StepTypesError(
      `${file}, which MUSTER_STEPS names, cannot be loaded: ${error.message}`,
      'Correct the module, or take it out of MUSTER_STEPS.',
      error,
    );
  });
  if (!Array.isArray(types)) throw notAFamily(file, 'its default export is no list');
  for (const type of types) {
    const name = String(type?.type);
    if (!typePattern.test(name)) throw notAFamily(file, `${name} is no name of a step type`);
    if (typeof type.run !== 'function') throw notAFamily(file, `${name} has no run`);
  }
  return types;
}

function notAFamily(file: string, why: string): StepTypesError {
  return new StepTypesError(
    `${file}, which MUSTER_STEPS names, gives no step types: ${why}.`,
    'Write: export default [defineStep({ type: "family.verb", …, run: () => import("./verb.run.js") })]',
  );
}
