import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { main } from '../../cli/main.js';

export interface Answer {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/**
 * A command from its source, in this process, on the engine of a state directory: without the start
 * of a process, for where it is the run that is looked at. The engine is the built one. Without a
 * terminal, and with nothing to read.
 */
export async function commandHere(
  args: string[],
  { home, cwd, env = {} }: { home: string; cwd: string; env?: Record<string, string> },
): Promise<Answer> {
  // Attaching takes the state directory from here, and a daemon that is started what it inherits.
  process.env.MUSTER_HOME = home;
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end();
  const said = Promise.all([text(stdout), text(stderr)]);
  const exitCode = await main(args, {
    stdin,
    stdout,
    stderr,
    cwd,
    now: Date.now,
    command: 'muster',
    env: { ...process.env, ...env },
    onInterrupt: () => () => {},
  });
  stdout.end();
  stderr.end();
  const [out, err] = await said;
  return { exitCode, stdout: withoutLastBreak(out), stderr: withoutLastBreak(err) };
}

/** As execa gives what a process said. */
const withoutLastBreak = (said: string) => said.replace(/\n$/, '');
