import { fieldTable } from './fields.mjs';
import { made, table } from './table.mjs';

/** `docs/reference/steps.md`: each step type of the catalogue, and the codes of errors. */
export function stepsReference({ z, catalogue, errorCodes, durationPattern, ms }) {
  const types = [...catalogue.values()];
  const durations = durationPattern.source;
  const page = ({ type, ...info }) => {
    const input = z.toJSONSchema(info.with, { io: 'input', unrepresentable: 'any' });
    const output = z.toJSONSchema(info.outputs, { io: 'output', unrepresentable: 'any' });
    const outputs = fieldTable(output, { durations, deep: true });
    return [
      `## ${type}`,
      '',
      `${info.summary}.`,
      '',
      ...fieldTable(input, { durations, deep: true, given: true }),
      '',
      ...(outputs.length > 0
        ? ['Outputs:', '', ...outputs]
        : ['Outputs: those that the step declares.']),
      '',
      abilities(info, Object.keys(input.properties ?? {}), ms),
      '',
    ];
  };
  return [
    ...made('Step types'),
    '',
    'Each field may be an expression, and so may each value inside it. `muster steps TYPE` shows the same.',
    'A script (`run:`) is the type [shell](#shell).',
    '',
    ...table(
      ['type', 'what it does'],
      types.map(({ type, summary }) => [`[${type}](#${type.replaceAll('.', '')})`, summary]),
    ),
    '',
    ...types.flatMap(page),
    '## Errors',
    '',
    'Why a step fails. One that is repeated is tried again as its `retry` says, then held; the others are',
    'held at once, as only a person can put them right.',
    '',
    ...table(
      ['code', 'repeated', 'meaning'],
      Object.entries(errorCodes).map(([code, { retryable, meaning }]) => [
        `\`${code}\``,
        retryable ? 'yes' : 'no',
        meaning,
      ]),
    ),
    '',
  ].join('\n');
}

function abilities({ checked, undoable, verify, run }, fields, ms) {
  if (!run) return 'A wait of the run itself: nothing to look at, nothing to undo.';
  const passes = verify.passes === 1 ? 'once' : `${verify.passes} times in a row`;
  const seen = `seen to hold ${passes} within ${ms(verify.within)}, every ${ms(verify.every)}`;
  return `Can be checked: ${when(checked, fields)} (${seen}). Can be undone: ${when(undoable, fields)}.`;
}

/** `yes`, `no`, or the field that says how. */
function when(ability, fields) {
  if (ability({})) return 'yes';
  const field = fields.find((name) => ability({ [name]: 'true' }));
  return field === undefined ? 'no' : `with \`${field}\``;
}
