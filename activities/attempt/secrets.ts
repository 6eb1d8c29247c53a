import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { StepTask } from '../../contract/task.js';
import { StepError } from '../contract/step-error.js';
import { DeclaredSecrets } from './declared-secrets.js';
import { createMasker, type Masker, type Secret } from './masking/masker.js';
import { bare, shortestSecret } from './masking/plains.js';
import { parseSecrets } from './secrets-file.js';

/** Where a worker finds the values of declared secrets. */
export interface SecretSource {
  /**
   * The value of a secret.
   * @throws StepError `secret.missing`: no value here, or its file can be read by others;
   * `secret.invalid`: a line of that file is in doubt; `secret.too-short`.
   */
  get(name: string): Promise<string>;
  /**
   * Hides every value that this worker has for the secrets which the run of a task declares, and
   * nothing else: what other runs keep secret is no business of this one, and may be an ordinary word.
   * @throws StepError if the file of secrets cannot be used, where one of them may stand
   */
  maskerOf(task: StepTask): Promise<Masker>;
}

export interface SecretPlaces {
  /** Values that a command handed over; in memory only. They win. */
  memory?: ReadonlyMap<string, string>;
  /** The worker's environment: `MUSTER_SECRET_NAME` holds NAME. Default: `process.env`. */
  environment?: NodeJS.ProcessEnv;
  /** A file of `NAME=value` lines that only its owner can read. Default: {@link defaultSecretsFile}. */
  file?: string;
}

const prefix = 'MUSTER_SECRET_';

/** `MUSTER_SECRETS`, else `$XDG_CONFIG_HOME/muster/secrets`, else `~/.config/muster/secrets`. */
export function defaultSecretsFile(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.MUSTER_SECRETS) return environment.MUSTER_SECRETS;
  const config = environment.XDG_CONFIG_HOME || join(environment.HOME || homedir(), '.config');
  return join(config, 'muster', 'secrets');
}

/** Looks in memory, then in the environment, then in the file, which is read anew each time. */
export function createSecretSource(places: SecretPlaces = {}): SecretSource {
  const environment = places.environment ?? process.env;
  const file = places.file ?? defaultSecretsFile(environment);
  const declared = new DeclaredSecrets();
  const handedOver = (name: string) => [places.memory?.get(name), environment[prefix + name]];
  const known = async (names: readonly string[]): Promise<Secret[]> => {
    if (names.length === 0) return [];
    const inFile = await readSecrets(file).catch((error) => {
      if (names.every((name) => handedOver(name).some((value) => value !== undefined))) {
        return new Map<string, string>();
      }
      throw error;
    });
    return names.flatMap((name) =>
      [...handedOver(name), inFile.get(name)].flatMap((value) => (value ? [{ name, value }] : [])),
    );
  };
  return {
    get: async (name) => {
      const value = handedOver(name).find((one) => one !== undefined);
      const found = value ?? (await readSecrets(file)).get(name);
      if (found !== undefined) return longEnough(name, found);
      throw new StepError('secret.missing', {
        message: `The secret ${name} has no value on this worker.`,
        next: `Set ${prefix}${name} in the environment of the command or worker, or write ${name}=… into ${file} (chmod 600).`,
      });
    },
    maskerOf: async (task) => createMasker(await known(declared.of(task))),
  };
}

/** Nothing in a log can be told from a value of a few characters; an empty one tells nothing. */
function longEnough(name: string, value: string): string {
  if (value === '' || bare(value).length >= shortestSecret) return value;
  throw new StepError('secret.too-short', {
    message: `The secret ${name} has fewer than ${shortestSecret} characters that are no blanks: it cannot be hidden in logs.`,
    next: 'Give it a longer value; if it is no secret, make it an input. Then resume.',
  });
}

/** @throws StepError if the file can be read by others, or a line of it is in doubt */
export async function readSecrets(file: string): Promise<Map<string, string>> {
  const facts = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw unreadable(file, error);
  });
  if (facts === undefined) return new Map();
  if ((facts.mode & 0o077) !== 0 || ![process.getuid?.(), 0].includes(facts.uid)) {
    throw new StepError('secret.missing', {
      message: `The file of secrets ${file} is not used: others than its owner can read or change it.`,
      next: `Run: chmod 600 ${file} (and see that it is yours), then resume.`,
    });
  }
  const { secrets, problems } = parseSecrets(
    await readFile(file).catch((error) => {
      throw unreadable(file, error);
    }),
  );
  if (problems.length === 0) return secrets;
  throw new StepError('secret.invalid', {
    message: `The file of secrets ${file} is in doubt. ${problems.map(({ line, what }) => `Line ${line}: ${what}.`).join(' ')}`,
    next: 'Write NAME=value on each line, with a value in single quotes where it holds # or blanks at its ends; then resume.',
  });
}

function unreadable(file: string, { code }: NodeJS.ErrnoException): StepError {
  return new StepError('secret.missing', {
    message: `The file of secrets ${file} cannot be read: ${code}.`,
    next: 'See that it is a file which this user may read, then resume.',
  });
}
