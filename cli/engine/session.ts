import { readFile } from 'node:fs/promises';
import { callerEnvironment, who } from '../../client/caller.js';
import type { Engine } from '../../client/engine.js';
import type { Runs } from '../../client/requests.js';
import type { Verbs } from '../../client/verbs/index.js';
import type { Warn } from '../../client/verbs/ready.js';
import { homeAt } from '../../worker/engine/home.js';
import type { CommonOptions } from '../command/command.js';
import { errStyle } from '../command/command.js';
import type { Io } from '../terminal/io.js';
import { explained } from './full-disk.js';

/** What a command works with once it is attached to the engine. */
export interface Session {
  engine: Engine;
  /** To read runs by. */
  runs: Runs;
  /** To have anything done. */
  verbs: Verbs;
  /** Tells this computer's state directory from others; absent where it cannot be read. */
  hostId?: string;
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
  warn?: Warn,
): Promise<Answer> {
  const { colors } = errStyle(io, options);
  const secrets: Record<string, string> = {};
  const handOver = async (names: readonly string[]) => {
    const values = valuesOf(names, io.env);
    Object.assign(secrets, values);
    if (Object.keys(values).length > 0) await session.engine.addSecrets(values);
  };
  const verbsOf = ({ engine, createVerbs, runs }: Attached) =>
    createVerbs(runs, {
      queue: engine.queue,
      environment: callerEnvironment(io.env),
      by: who(),
      env: io.env,
      handOver,
      ...(warn ? { warn } : {}),
    });
  let attached = await attachTo(secrets, (line) => io.stderr.write(`${colors.dim(line)}\n`));
  const session: Session = {
    engine: attached.engine,
    runs: attached.runs,
    verbs: verbsOf(attached),
    ...(await hostIdOf(attached.engine.home)),
    async again(tell) {
      const lost = attached;
      attached = await attachTo(secrets, tell);
      session.engine = attached.engine;
      session.runs = attached.runs;
      session.verbs = verbsOf(attached);
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

interface Attached extends Pick<typeof import('../../client/verbs/index.js'), 'createVerbs'> {
  engine: Engine;
  runs: Runs;
  close(): Promise<void>;
}

async function attachTo(
  secrets: Record<string, string>,
  onProgress: (line: string) => void,
): Promise<Attached> {
  const [{ attach }, { createRuns }, { createVerbs }] = await Promise.all([
    import('../../worker/engine/attach.js'),
    import('../../client/muster-client.js'),
    import('../../client/verbs/index.js'),
  ]);
  const engine = await attach({ secrets, onProgress });
  try {
    const runs = await createRuns(engine);
    const close = async () => {
      await runs.close();
      await engine.close();
    };
    return { engine, runs, createVerbs, close };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function hostIdOf(home: string): Promise<Pick<Session, 'hostId'>> {
  const text = await readFile(homeAt(home).hostIdFile, 'utf8').catch(() => undefined);
  return text === undefined ? {} : { hostId: text.trim() };
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
