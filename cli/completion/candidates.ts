import type { Argument, Command, Option } from 'commander';

/** A word that may stand where the cursor is. */
export interface Candidate {
  word: string;
  /** A few words about it; may be empty. */
  about: string;
}

/** Words for arguments that the program itself cannot list, by the argument's name. */
export type Sources = Record<string, () => Promise<Candidate[]>>;

/**
 * What may stand in place of the last of the words, which may be empty: commands, options, their
 * values, arguments. None means: a file, which the shell itself knows best.
 */
export async function candidates(
  program: Command,
  words: string[],
  sources: Sources,
): Promise<Candidate[]> {
  const typed = words.at(-1) ?? '';
  const [name, ...before] = words.slice(0, -1);
  const found = await allAt(program, name, before, typed, sources);
  return found.filter(({ word }) => word.startsWith(typed));
}

async function allAt(
  program: Command,
  name: string | undefined,
  before: string[],
  typed: string,
  sources: Sources,
): Promise<Candidate[]> {
  if (name === undefined || (name === 'help' && before.length === 0)) {
    return program.commands.map((each) => ({ word: each.name(), about: each.summary() }));
  }
  const command = program.commands.find((each) => each.name() === name);
  if (command === undefined) return [];
  const open = optionOf(command, before.at(-1));
  if (open !== undefined) return (open.argChoices ?? []).map((word) => ({ word, about: '' }));
  if (typed.startsWith('-')) return optionsOf(command);
  const argument = argumentAt(command, before);
  if (argument?.argChoices) return argument.argChoices.map((word) => ({ word, about: '' }));
  return argument === undefined ? [] : ((await sources[argument.name()]?.()) ?? []);
}

/** The option whose value comes next. */
function optionOf(command: Command, word: string | undefined): Option | undefined {
  if (word === undefined) return undefined;
  return command.options.find(
    (option) => option.required && (option.long === word || option.short === word),
  );
}

function optionsOf(command: Command): Candidate[] {
  const shown = command.options.filter((option) => !option.hidden);
  const own = shown.map(({ long, description }) => ({ word: long ?? '', about: description }));
  return [...own, { word: '--help', about: 'explain the command' }];
}

/** Which argument it is: those before, without options and their values, are counted. */
function argumentAt(command: Command, before: string[]): Argument | undefined {
  const given = before.filter((word, index) => {
    return !word.startsWith('-') && optionOf(command, before[index - 1]) === undefined;
  });
  const all = command.registeredArguments;
  const last = all.at(-1);
  return all[given.length] ?? (last?.variadic ? last : undefined);
}
