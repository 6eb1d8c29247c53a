import type { Command } from 'commander';
import { type CommonOptions, example, type Runner } from '../command/command.js';
import { usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { type Candidate, candidates, type Sources } from '../completion/candidates.js';
import { completionScripts, type Shell, shells } from '../completion/scripts.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

export function define(command: Command, run: Runner): void {
  const program = command.parent;
  command
    .argument('[shell]', 'bash, zsh or fish')
    .argument('[words...]', 'after `words --`: what was typed, for the script itself')
    .description('Print the script that has a shell complete commands, options and names of runs')
    .addHelpText(
      'after',
      example(
        'source <(muster completion bash)      # in ~/.bashrc',
        'source <(muster completion zsh)       # in ~/.zshrc',
        'muster completion fish > ~/.config/fish/completions/muster.fish',
      ),
    )
    .action(
      run(async (io: Io, shell: string | undefined, words: string[], options: CommonOptions) => {
        if (shell === 'words' && program !== null) return complete(io, program, words, options);
        if (isShell(shell)) {
          io.stdout.write(completionScripts[shell]);
          return exitCodes.ok;
        }
        const what = shell === undefined ? 'No shell was named' : `${shell} cannot be completed`;
        throw usageError(what, `The shells are ${shells.join(', ')}.`);
      }),
    );
}

function isShell(word: string | undefined): word is Shell {
  return shells.some((shell) => shell === word);
}

async function complete(
  io: Io,
  program: Command,
  words: string[],
  options: CommonOptions,
): Promise<ExitCode> {
  const found = await candidates(program, words, sourcesOf(io));
  if (options.json) writeJson(io, found);
  else
    writeLines(
      io.stdout,
      found.map(({ word, about }) => `${word}\t${about}`),
    );
  return exitCodes.ok;
}

/** Loaded only for the argument that is completed: a TAB must be quick, and start no engine. */
function sourcesOf(io: Io): Sources {
  return {
    name: async () => {
      const [{ runNames }, { defaultHome }] = await Promise.all([
        import('../../worker/logs.js'),
        import('../../worker/engine/home.js'),
      ]);
      return (await runNames(defaultHome(io.env))).map(bare);
    },
    type: async () => {
      const { loadCatalogue } = await import('../../activities/catalogue.js');
      const types = (await loadCatalogue(io.env)).values();
      return [...types].map(({ type, summary }) => ({ word: type, about: summary }));
    },
    template: async () => {
      const { templates } = await import('../templates/shipped.js');
      return (await templates()).map(({ name, description }) => ({
        word: name,
        about: description,
      }));
    },
    shell: async () => shells.map(bare),
  };
}

function bare(word: string): Candidate {
  return { word, about: '' };
}
