import type { Command } from 'commander';
import { entries } from '../../cli/entries.js';
import { commandTree } from '../../cli/program.js';
import { exitCodeMeanings, exitCodes } from '../../cli/terminal/exit-codes.js';

/** `docs/commands.md`, as the program itself says it. */
export async function commandsPage(): Promise<string> {
  const program = await commandTree(
    (action) => async () => void action,
    () => true,
  );
  const groups = [...new Set(entries.map(({ group }) => group))];
  const overview = groups.flatMap((group) => [
    `\n**${group}** ${entries
      .filter((entry) => entry.group === group)
      .map(({ name }) => `[${name}](#muster-${name})`)
      .join(' · ')}`,
  ]);
  return [intro, ...overview, exitCodeTable(), common, ...program.commands.map(section)].join('\n');
}

const intro = `# Commands

Written by \`npx vitest run --project unit test/cli/commands-page.test.ts -u\` from the program itself;
\`muster COMMAND --help\` says the same. Results go to standard output, progress and errors to standard
error. A NAME is that of a run, by default its pipeline's; the pipeline's file does as well.`;

const common = `
## Every command

| option | what it does |
|---|---|
| \`--json\` | write one JSON document to standard output; an error is \`{"error": {…}}\` |
| \`--no-color\` | no colours (also: \`NO_COLOR=1\`) |
| \`-h, --help\` | explain the command |
`;

function exitCodeTable(): string {
  const rows = Object.entries(exitCodes).map(([name, code]) => {
    return `| ${code} | ${exitCodeMeanings[name as keyof typeof exitCodes]} |`;
  });
  return ['\n## Exit codes\n', '| code | meaning |', '|---|---|', ...rows].join('\n');
}

function section(command: Command): string {
  const usage = `muster ${command.name()} ${command.usage()}`;
  const given = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}...` : argument.name();
    return [argument.required ? `<${name}>` : `[${name}]`, argument.description];
  });
  const options = command.options
    .filter(({ long, hidden }) => !hidden && long !== '--json' && long !== '--no-color')
    .map((option) => [option.flags, option.description + (option.mandatory ? ' (required)' : '')]);
  const rows = [...given, ...options].map(([what = '', about = '']) => {
    return `| \`${what}\` | ${about.replaceAll('|', '\\|')} |`;
  });
  return [
    `## muster ${command.name()}\n`,
    `${sentence(command.description())}\n`,
    `\`\`\`\n${[usage, ...examplesOf(command)].join('\n')}\n\`\`\`\n`,
    ...(rows.length === 0 ? [] : [`| | |\n|---|---|\n${rows.join('\n')}\n`]),
  ].join('\n');
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What stands below the options in the help. */
function examplesOf(command: Command): string[] {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  const after = help.slice(help.indexOf('--no-color'));
  const [, ...text] = after.split(/^ {2}-h, --help.*\n/m);
  return ['', ...text.join('').trim().split('\n')];
}
