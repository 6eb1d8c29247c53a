import type { Runs } from '../client/requests.js';
import type { Plan } from '../language/plan.js';
import type { Engine } from '../worker/engine/engine.js';
import type { CommonOptions } from './command.js';
import { errStyle } from './command.js';
import type { Io } from './io.js';

/** What a command works with once it is attached to the engine. */
export interface Session {
  engine: Engine;
  runs: Runs;
}

/**
 * Attaches to the engine, starting it where none runs, and lets go of it afterwards. The client
 * and the engine are loaded here, so that commands which need neither start fast.
 */
export async function withEngine<Answer>(
  io: Io,
  options: CommonOptions,
  work: (session: Session) => Promise<Answer>,
  plan?: Plan,
): Promise<Answer> {
  const { colors } = errStyle(io, options);
  const [{ attach }, { createRuns }] = await Promise.all([
    import('../worker/engine/attach.js'),
    import('../client/muster-client.js'),
  ]);
  const engine = await attach({
    secrets: declaredSecrets(plan, io.env),
    onProgress: (line) => io.stderr.write(`${colors.dim(line)}\n`),
  });
  try {
    const runs = await createRuns(engine);
    try {
      return await work({ engine, runs });
    } finally {
      await runs.close();
    }
  } finally {
    await engine.close();
  }
}

/** Values for the pipeline's secrets from `MUSTER_SECRET_NAME` of this command. */
function declaredSecrets(plan: Plan | undefined, env: NodeJS.ProcessEnv): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const name of plan?.secrets ?? []) {
    const value = env[`MUSTER_SECRET_${name}`];
    if (value !== undefined) secrets[name] = value;
  }
  return secrets;
}
