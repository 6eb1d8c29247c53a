import { existsSync } from 'node:fs';
import { defaultSecretsFile, readSecrets } from '../activities/attempt/secrets.js';
import { StepError } from '../activities/contract/step-error.js';

/** What a worker with an environment finds in its file of secrets. */
export type SecretsFile = { file: string } & ({ secrets: number } | { why: string; next: string });

/** Undefined where there is none. */
export async function lookAtSecretsFile(
  environment: NodeJS.ProcessEnv,
): Promise<SecretsFile | undefined> {
  const file = defaultSecretsFile(environment);
  if (!existsSync(file)) return undefined;
  try {
    return { file, secrets: (await readSecrets(file)).size };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return { file, why: error.message, next: error.next.replace(/[,;] then resume\.$/, '.') };
  }
}
