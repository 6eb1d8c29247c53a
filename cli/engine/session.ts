import type { Engine } from '../../client/engine.js';
import type { Runs } from '../../client/requests.js';
import type { Plan } from '../../contract/plan.js';
import type { CommonOptions } from '../command/command.js';
import { errStyle } from '../command/command.js';
import type { Io } from '../terminal/io.js';
import { explained } from './full-disk.js';

/** What a command works with once it is attached to the engine. */
export interface Session {
  engine: Engine;
  runs: Runs;
  /** Hands values of a run's secrets from this command's environment to the engine. */
  handOver(names: readonly string[]): Promise<void>;
  /** Hands over those that a run declares: its steps may need them in an engine that has just started. */
  handOverFor(name: string): Promise<void>;
  /** The engine died: attaches again, starting it anew, and puts the new one in place of the old. */
  again(tell: (line: string) => void): Promise<void>;
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
  const secrets = valuesOf(plan?.secrets ?? [], io.env);
  let attached = await attachTo(secrets, (line) => io.stderr.write(`${colors.dim(line)}\n`));
  const session: Session = {
    engine: attached.engine,
    runs: attached.runs,
    async handOver(names) {
      const values = valuesOf(names, io.env);
      Object.assign(secrets, values);
      if (Object.keys(values).length > 0) await session.engine.addSecrets(values);
    },
    async handOverFor(name) {
      const { secrets: declared = [] } = await session.runs.view(name);
      await session.handOver(declared);
    },
    async again(tell) {
      const lost = attached;
      attached = await attachTo(secrets, tell);
      session.engine = attached.engine;
      session.runs = attached.runs;
      // It has calls under way that nobody waits for any more.
      void lost.close();
    },
  };
  try {
    return await work(session);
  } catch (error) {
    throw await explained(error, session.engine.home);
  } finally {
    await attached.close();
  }
}

interface Attached {
  engine: Engine;
  runs: Runs;
  close(): Promise<void>;
}

async function attachTo(
  secrets: Record<string, string>,
  onProgress: (line: string) => void,
): Promise<Attached> {
  const [{ attach }, { createRuns }] = await Promise.all([
    import('../../worker/engine/attach.js'),
    import('../../client/muster-client.js'),
  ]);
  const engine = await attach({ secrets, onProgress });
  try {
    const runs = await createRuns(engine);
    const close = async () => {
      await runs.close();
      await engine.close();
    };
    return { engine, runs, close };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Values for declared secrets from `MUSTER_SECRET_NAME` of this command. */
function valuesOf(names: readonly string[], env: NodeJS.ProcessEnv): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const name of names) {
    const value = env[`MUSTER_SECRET_${name}`];
    if (value !== undefined) secrets[name] = value;
  }
  return secrets;
}
