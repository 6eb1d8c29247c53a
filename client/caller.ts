import { hostname, userInfo } from 'node:os';
import type { Plan } from '../contract/plan.js';
import type { CallerEnvironment } from '../contract/task.js';
import type { Who } from '../contract/who.js';

/** Who asks by a command, for the record of a run: `anna@build-7`. */
export function who(): Who {
  return { kind: 'user', id: `${userName()}@${hostname()}`, via: 'command' };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the password file, as in some containers.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/** What a step's programs get from the command that starts the run; nothing else of it. */
export function callerEnvironment(env: NodeJS.ProcessEnv): CallerEnvironment {
  const variables: CallerEnvironment['variables'] = {};
  for (const name of ['PATH', 'HOME', 'LANG']) {
    const value = env[name];
    if (value !== undefined) variables[name] = value;
  }
  return { host: hostname(), variables };
}

/** The same for the steps of a plan, which hide the values of all secrets that its pipelines declare. */
export function environmentOfRun(
  environment: CallerEnvironment,
  { secrets }: Pick<Plan, 'secrets'>,
): CallerEnvironment {
  return { ...environment, secrets };
}
