/** The house: who may import whom (see docs/architecture.md). Types may cross where a rule says so. */
const only = (from, allowed, comment) => ({
  name: `${from}-imports`,
  comment,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: '^(activities|cli|client|language|server|ui|worker|workflows)/',
    pathNot: `^(${[from, ...allowed].join('|')})/`,
    dependencyTypesNot: ['type-only'],
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '\\.(d\\.ts|cjs|mjs)$|^(test|bench|scripts|ui/public)/' },
      to: {},
    },
    only(
      'language',
      [],
      'Text to plan: knows nothing of Temporal, of steps or of the command line.',
    ),
    only('activities', ['language'], 'Step types know the plan, not who runs them.'),
    only(
      'worker',
      ['activities', 'client', 'language'],
      "The worker runs activities; recovery and the signed payloads are the client's.",
    ),
    only('client', ['language'], 'The only door to Temporal for cli and server.'),
    only(
      'server',
      ['language', 'worker', 'client', 'activities'],
      'HTTP on top of client and worker.',
    ),
    only('ui', [], 'The page knows the types of the API, and nothing that runs on the server.'),
    only('cli', ['language', 'worker', 'client', 'server', 'activities'], 'Commands.'),
    {
      name: 'workflows-imports',
      comment:
        'The interpreter runs in a sandbox: the plan, expressions and the SDK, nothing else at run time.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        path: '.',
        pathNot:
          '^(workflows/|language/(plan|expressions)|node_modules/(@temporalio/|@actions/expressions))',
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
      name: 'language-is-pure',
      comment: 'No Temporal, no processes in the language.',
      severity: 'error',
      from: { path: '^language/' },
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
