import { fieldTable } from './fields.mjs';
import { made, table } from './table.mjs';

const braces = '{{ … }}';

const contexts = {
  inputs: '`inputs.NAME`: the inputs of this pipeline',
  steps:
    '`steps.ID.outputs.NAME` of a step upstream; `steps.ID.outcome`: `succeeded`, `failed`, `cancelled` or `skipped`; `none` of one that did not begin',
  run: 'what is known of the run: {run}. `run.state` in `on-hold` and `finally` only',
  each: '`each.item`, `each.key`: the item of a step with `for-each`',
  secrets: '`secrets.NAME`: only alone in its value, in `with` or `env` of a step',
};

const functions = {
  case: '`case(condition, value, …, otherwise)`: the value after the first condition that is true',
  contains: '`contains(text or list, item)`; texts ignore case',
  endsWith: '`endsWith(text, end)`, ignoring case',
  format: "`format('{0} of {1}', a, b)`",
  fromJSON: '`fromJSON(text)`: the value of a JSON text',
  join: '`join(list, separator)`; the separator is `,` unless given',
  startsWith: '`startsWith(text, start)`, ignoring case',
  toJSON: '`toJSON(value)`: as JSON text; not of `secrets`',
};

const limitWords = {
  fileBytes: 'bytes of a file',
  tokens: 'YAML tokens of a file',
  depth: 'lists and maps in one another',
  values: 'values of a file, aliases expanded',
  steps: 'steps of a run, those of inner pipelines included',
  pipelineDepth: 'pipelines in one another',
};

const runLimitWords = {
  start: 'the plan and its inputs',
  data: 'outputs of steps, items of `for-each` and inputs of inner pipelines together',
  results: "the pipeline's own outputs (what does not fit is left out: read it of its step)",
  given: '`with` and `env` of one attempt',
  failures: 'failures with all they say (of others the code and the beginning)',
  actions: 'who asked for what (of the oldest beyond, not for which steps and why)',
};

/** `docs/reference/language.md`: every field of a pipeline's file, expressions, diagnostics. */
export function languageReference(sources) {
  const { z, pipelineSchema, durationPattern, diagnosticCodes } = sources;
  const { contextNames, runFields, functionNames, limits, runLimits } = sources;
  const fields = (schema) => fieldTable(schema, { durations: durationPattern.source, given: true });
  const { properties } = z.toJSONSchema(pipelineSchema, { io: 'input' });
  const step = properties.steps.items;
  const inHooks = new Set(Object.keys(properties.finally.items.properties));
  const notInHooks = Object.keys(step.properties).filter((name) => !inHooks.has(name));
  const forEach = step.properties['for-each'].anyOf.find((one) => one.properties);
  const runWords = runFields.map((name) => `\`run.${name}\``).join(', ');
  return [
    ...made('The language'),
    '',
    'A pipeline is one YAML document. `muster validate FILE` says all that is wrong with it at once.',
    '[Writing a pipeline](../writing-a-pipeline.md) is the way in; this is the list.',
    '',
    '## A pipeline',
    '',
    ...fields(z.toJSONSchema(pipelineSchema, { io: 'input' })),
    '',
    'A **time** is numbers with units, largest first: `500ms`, `5s`, `1m30s`, `20m`, `2h`, `7d`.',
    'A **path** is relative to the file that it is written in.',
    '',
    '## Values',
    '',
    'YAML 1.2, of which JSON has everything; `%YAML 1.1` is read if a file asks for it. Values keep what they',
    'are. A bare word or number that would be printed otherwise than it is written (`1.10`, `0xFF`,',
    '`012345678901`, `7e10`, `True`) is',
    '',
    ...table(
      ['where', 'what'],
      [
        [
          'text is made of it: `env`, `values` of `file.template`, items of `for-each`',
          'the text as it is written',
        ],
        [
          'a number, true or false is asked for',
          'that; refused where a number cannot keep its digits',
        ],
        ['text is asked for', 'refused like any number: write it in quotes'],
        [
          'anything may stand: inside an `object` or `array` input, `outputs`',
          'refused: write it in quotes, or as it is printed',
        ],
      ],
    ),
    '',
    'The same holds for a number in an expression that is not only compared. Numbers in JSON (`fromJSON`, outputs,',
    '`--input`) are numbers: 1.10 is 1.1, and one whose digits cannot be kept is refused.',
    'A field with nothing after it, or null, is not given, where it need not be. Aliases (`*name`) are known, merge',
    'keys (`<<`) are not.',
    '',
    '## defaults',
    '',
    ...fields(properties.defaults),
    '',
    '## An input',
    '',
    "JSON Schema's words. `--input name=value` is read by its type; null counts as not given.",
    '',
    ...fields(properties.inputs.additionalProperties),
    '',
    '## A step',
    '',
    'It has `uses` or `run`. `check`, `undo` and `outputs` stand beside `run` only. Beside a pipeline as a',
    'step stand `id`, `name`, `if`, `needs`, `with` and `runs-on`.',
    '',
    ...fields(step),
    '',
    `Steps of \`on-hold\` and \`finally\` have the same fields but ${notInHooks.map((name) => `\`${name}\``).join(', ')}.`,
    'They run in order; nothing waits for them, and they cannot hold.',
    '',
    '### retry',
    '',
    'Without it: 3 attempts for a step with a check, 1 for a step without.',
    '',
    ...fields(step.properties.retry),
    '',
    '### verify',
    '',
    ...fields(step.properties.verify),
    '',
    '### for-each',
    '',
    'A list, or:',
    '',
    ...fields(forEach),
    '',
    '### outputs of a script',
    '',
    ...fields(step.properties.outputs.additionalProperties),
    '',
    '## Expressions',
    '',
    `\`$${braces}\` holds an expression of GitHub Actions:`,
    '`==` `!=` `<` `<=` `>` `>=` `&&` `||` `!`, `.name`,',
    "`['name']`, `[0]`, `.*`, numbers, `'text'` (a `'` in it is written twice), `true`, `false`, `null`.",
    '`==` ignores case; there is no arithmetic. A value that is one expression keeps its type; with text',
    'around it, it becomes text. `if` and `for-each: key` are expressions with or without the braces.',
    "Where true or false is asked for (`if`, `!`, `&&`, `||`), `false`, `0`, `null` and `''` are false; any other text is",
    "true, `'false'` too: compare it (`== 'true'`), or declare `type: boolean` where it comes from.",
    'In `on-hold` and `finally`, outputs of a step that did not run are null, as those of a skipped one are everywhere.',
    'Scripts (`run`, `check`, `undo`) have none: hand values over through `env`.',
    '',
    ...table(
      ['name', 'meaning'],
      contextNames.map((name) => [`\`${name}\``, told(contexts, name).replace('{run}', runWords)]),
    ),
    '',
    'Names are known before a run: an output of a step that is not upstream, a name that is not there, an',
    'index into `steps` or `secrets` that only the run could tell are errors of `validate`.',
    '',
    ...table(
      ['function', 'meaning'],
      functionNames.map((name) => [`\`${name}\``, told(functions, name)]),
    ),
    '',
    '## Limits',
    '',
    ...table(
      ['what', 'most'],
      Object.entries(limits).map(([name, most]) => [
        told(limitWords, name),
        most.toLocaleString('en'),
      ]),
    ),
    '',
    'A run carries, in KiB of JSON (Temporal takes 2 MiB a value, and a run beyond that could be neither',
    'looked at nor ended):',
    '',
    ...table(
      ['what', 'most'],
      Object.entries(runLimitWords).map(([name, words]) => [words, String(runLimits[name] / 1024)]),
    ),
    '',
    `and ${runLimits.instances.toLocaleString('en')} steps and instances of \`for-each\`. What does not fit is refused before a run begins, or holds`,
    'the step (`outputs.too-large`, `inputs.too-large`): write it to a file, and hand on its path.',
    '',
    '## Diagnostics',
    '',
    ...table(
      ['code', 'severity', 'meaning'],
      Object.entries(diagnosticCodes).map(([code, { severity, meaning }]) => [
        `\`${code}\``,
        severity,
        meaning,
      ]),
    ),
    '',
  ].join('\n');
}

function told(words, name) {
  const text = words[name];
  if (text === undefined)
    throw new Error(`${name} has no words in scripts/lib/reference/language.mjs`);
  return text;
}
