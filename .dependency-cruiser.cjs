/** The house: a room knows those below it, types included (see docs/architecture.md). */
const rooms = 'activities|cli|client|contract|language|server|ui|worker|workflows';

const only = (from, allowed, comment) => ({
  name: `${from}-imports`,
  comment,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: `^(${rooms})/`, pathNot: `^(${[from, ...allowed].join('|')})/` },
});

/** The inner order of a room: a folder knows itself and those named. */
const within = (room, folder, allowed) => ({
  name: `${room}-${folder}-imports`,
  severity: 'error',
  from: { path: `^${room}/${folder}/` },
  to: { path: `^${room}/[^/]+/`, pathNot: `^${room}/(${[folder, ...allowed].join('|')})/` },
});

const belowFamilies = 'attempt|contract|process|tools';

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '\\.(d\\.ts|cjs|mjs)$|^(test|bench|scripts|ui/public)/' },
      to: {},
    },
    only('contract', [], 'What rooms say to each other: the lowest of them.'),
    only(
      'language',
      ['contract'],
      'Text to plan: knows nothing of Temporal, of steps or of the command line.',
    ),
    only('activities', ['contract', 'language'], 'Step types know the plan, not who runs them.'),
    only(
      'workflows',
      ['activities', 'contract', 'language'],
      'The interpreter knows what it sends to activities.',
    ),
    only(
      'client',
      ['contract', 'language', 'activities', 'workflows'],
      'The only door to Temporal for cli and server.',
    ),
    only(
      'worker',
      ['activities', 'client', 'contract', 'language', 'workflows'],
      "The worker runs activities; recovery and the signed payloads are the client's.",
    ),
    only(
      'server',
      ['activities', 'client', 'contract', 'language', 'worker', 'workflows'],
      'HTTP on top of client and worker.',
    ),
    only('ui', ['contract', 'language', 'server'], 'The page knows the types of the API.'),
    {
      name: 'ui-runs-alone',
      comment: 'The page runs nothing that runs on the server.',
      severity: 'error',
      from: { path: '^ui/' },
      to: {
        path: `^(${rooms})/`,
        pathNot: '^(ui/|contract/(address|limits|outcome-of|waits|words)\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    only(
      'cli',
      ['activities', 'client', 'contract', 'language', 'server', 'worker', 'workflows'],
      'Commands.',
    ),
    {
      name: 'workflows-run-alone',
      comment:
        'The interpreter runs in a sandbox: expressions, the check of inputs and the SDK, nothing else at run time.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        path: '.',
        pathNot:
          '^(workflows/|contract/(address|limits|outcome-of|unknown-outcome|waits)\\.ts$|language/(expressions/|inputs/resolve-one\\.ts$|inputs/tame-pattern\\.ts$|plan-changes\\.ts$)|node_modules/(@temporalio/|@actions/expressions|@noble/hashes))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-step-code-outside-workers',
      comment:
        'cli and server know the schemas of steps; what a step does is loaded by a worker only.',
      severity: 'error',
      from: { path: '^(cli|server|client)/' },
      to: {
        path: '^activities/',
        pathNot: '^activities/catalogue\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'families-apart',
      comment: 'A family knows no other: what two of them use is in activities/tools/.',
      severity: 'error',
      from: { path: '^activities/([^/]+)/', pathNot: `^activities/(${belowFamilies})/` },
      to: { path: '^activities/[^/]+/', pathNot: `^activities/($1|${belowFamilies})/` },
    },
    within('activities', 'tools', ['contract', 'process']),
    within('cli', 'terminal', []),
    within('cli', 'command', ['terminal']),
    within('cli', 'render', ['terminal', 'command', 'doctor']),
    within('cli', 'engine', ['terminal', 'command']),
    within('cli', 'load', ['terminal', 'command', 'engine']),
    within('cli', 'follow', ['terminal', 'command', 'engine', 'load', 'render']),
    within('cli', 'orders', ['terminal', 'command', 'engine', 'load', 'render', 'follow']),
    within('workflows/planner', 'facts', []),
    within('workflows/planner', 'record', ['facts']),
    within('workflows/planner', 'start', ['facts', 'record']),
    within('workflows/planner', 'orders', ['facts', 'record']),
    within('workflows/planner', 'preview', ['facts', 'record', 'start', 'orders']),
    {
      name: 'language-is-pure',
      comment: 'No Temporal, no processes in the language and the contract.',
      severity: 'error',
      from: { path: '^(contract|language)/' },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(zod|yaml|@actions/expressions|fastest-levenshtein|ms|@types)/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
