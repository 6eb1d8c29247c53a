import type { CommandModule } from './command/command.js';

/** A command before its file is loaded. */
export interface Entry {
  name: string;
  /** Its heading in the help. */
  group: string;
  summary: string;
  load: () => Promise<CommandModule>;
}

const write = 'Write a pipeline:';
const carryOut = 'Run it:';
const look = 'See how it stands:';
const decide = 'Decide how it goes on:';
/** `help` stands below it too. */
export const lastGroup = 'The engine and this computer:';

/** Every command. Its file is loaded when it is called: `muster --help` and `validate` stay fast. */
export const entries: readonly Entry[] = [
  {
    name: 'init',
    group: write,
    summary: 'copy a pipeline to start from',
    load: () => import('./commands/init.js'),
  },
  {
    name: 'validate',
    group: write,
    summary: 'check pipelines without running them',
    load: () => import('./commands/validate.js'),
  },
  {
    name: 'steps',
    group: write,
    summary: 'list step types, or explain one',
    load: () => import('./commands/steps.js'),
  },
  {
    name: 'schema',
    group: write,
    summary: 'print the JSON Schema of pipelines for editors',
    load: () => import('./commands/schema.js'),
  },
  {
    name: 'up',
    group: carryOut,
    summary: 'bring a pipeline up and follow it',
    load: () => import('./commands/up.js'),
  },
  {
    name: 'plan',
    group: carryOut,
    summary: 'tell what up would do',
    load: () => import('./commands/plan.js'),
  },
  {
    name: 'verify',
    group: carryOut,
    summary: 'tell whether everything still holds',
    load: () => import('./commands/verify.js'),
  },
  {
    name: 'down',
    group: carryOut,
    summary: 'take down what was brought up',
    load: () => import('./commands/down.js'),
  },
  {
    name: 'runs',
    group: look,
    summary: 'list runs',
    load: () => import('./commands/runs.js'),
  },
  {
    name: 'status',
    group: look,
    summary: 'show a run',
    load: () => import('./commands/status.js'),
  },
  {
    name: 'outputs',
    group: look,
    summary: 'show what a run gives: addresses and the like',
    load: () => import('./commands/outputs.js'),
  },
  {
    name: 'logs',
    group: look,
    summary: 'show the output of steps',
    load: () => import('./commands/logs.js'),
  },
  {
    name: 'open',
    group: look,
    summary: "open a run's page in Temporal's UI",
    load: () => import('./commands/open.js'),
  },
  {
    name: 'resume',
    group: decide,
    summary: 'go on with a held, paused or ended run',
    load: () => import('./commands/resume.js'),
  },
  {
    name: 'skip',
    group: decide,
    summary: 'go on without a held step',
    load: () => import('./commands/skip.js'),
  },
  {
    name: 'abort',
    group: decide,
    summary: 'end a run',
    load: () => import('./commands/abort.js'),
  },
  {
    name: 'approve',
    group: decide,
    summary: 'let a run go on that waits for approval',
    load: () => import('./commands/approve.js'),
  },
  {
    name: 'reject',
    group: decide,
    summary: 'refuse an approval',
    load: () => import('./commands/reject.js'),
  },
  {
    name: 'pause',
    group: decide,
    summary: 'start nothing new in a run',
    load: () => import('./commands/pause.js'),
  },
  {
    name: 'serve',
    group: lastGroup,
    summary: 'run the engine, its API and page',
    load: () => import('./commands/serve.js'),
  },
  {
    name: 'worker',
    group: lastGroup,
    summary: 'run steps on another host',
    load: () => import('./commands/worker.js'),
  },
  {
    name: 'doctor',
    group: lastGroup,
    summary: 'look at what this computer has and lacks',
    load: () => import('./commands/doctor.js'),
  },
  {
    name: 'completion',
    group: lastGroup,
    summary: 'print what has a shell complete commands',
    load: () => import('./commands/completion.js'),
  },
];
