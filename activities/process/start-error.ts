import { existsSync } from 'node:fs';
import { StepError } from '../contract/step-error.js';

/** What a program was to be started with. */
interface Started {
  cwd: string;
  env: Readonly<Record<string, string>>;
}

/** MAX_ARG_STRLEN of Linux, execve(2): an argument or `NAME=value` takes no more (bytes). */
const longestArgument = 128 * 1024;

/** What is too long for Linux to hand to a program. */
function tooLong(file: string, args: readonly string[], env: Started['env']): StepError {
  const given = [
    ...args.map((arg, at) => ({ what: `argument ${at + 1}`, bytes: Buffer.byteLength(arg) })),
    ...Object.entries(env).map(([name, value]) => ({
      what: `the variable ${name}`,
      bytes: Buffer.byteLength(`${name}=${value}`),
    })),
  ].sort((one, other) => other.bytes - one.bytes);
  const [largest] = given;
  const together = given.reduce((sum, { bytes }) => sum + bytes, 0);
  const why =
    largest && largest.bytes >= longestArgument
      ? `${largest.what} takes ${largest.bytes} bytes, and Linux takes ${longestArgument - 1} for one`
      : `its arguments and variables take ${together} bytes together, most of all ${largest?.what}`;
  return new StepError('inputs.too-large', {
    message: `The program ${file} could not be started: ${why}.`,
    next: 'Write what is large to a file, and give the program its path.',
  });
}

/** Why a program could not be started, in words. */
export function startError(
  file: string,
  args: readonly string[],
  options: Started,
  cause: unknown,
): Error {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT' && !existsSync(options.cwd)) {
    return new StepError('file.missing', {
      message: `The folder ${options.cwd}, in which ${file} should run, does not exist.`,
      next: 'Create the folder, or correct its path.',
    });
  }
  if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOEXEC') {
    const why = code === 'ENOENT' ? 'is not installed' : `cannot be run (${code})`;
    return new StepError('program.missing', {
      message: `The program ${file} ${why}.`,
      next: `Install it, or put it into a folder of the PATH (${options.env.PATH ?? 'empty'}), then resume.`,
    });
  }
  if (code === 'E2BIG') return tooLong(file, args, options.env);
  return new StepError('program.failed', {
    message: `The program ${file} could not be started: ${code ?? String(cause)}.`,
    next: 'Look at the arguments and the memory of this computer.',
    cause,
  });
}
