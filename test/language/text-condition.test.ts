import { expect, it } from 'vitest';
import { codes, load } from './rig.js';

const file = (condition: string) => `
name: a
inputs: { word: { default: "false" }, flag: { type: boolean, default: true }, n: { type: integer, default: 1 } }
steps:
  - { id: look, run: x, outputs: { text: {}, sure: { type: boolean } } }
  - { id: token, uses: token.make, with: { service: "http://a", size: 3 } }
  - { id: in, uses: inner.yaml, if: ${JSON.stringify(condition)} }
  - { run: x, if: ${JSON.stringify(condition)} }
  - { run: x, env: { A: "\${{ inputs.word }}", B: "\${{ inputs.flag }}", C: "\${{ inputs.n }}" } }
`;
const inner = 'name: inner\nsteps: [{ run: x }]';
const said = async (condition: string) =>
  codes(await load({ 'pipeline.yaml': file(condition), 'inner.yaml': inner }));

it.each([
  'inputs.word',
  '(inputs.word)',
  '!inputs.word',
  `\${{ steps.look.outputs.text }}`,
  'steps.token.outputs.token',
  "'false'",
  "format('{0}', inputs.flag)",
  'inputs.flag && inputs.word',
  '!(inputs.n > 3 || inputs.word)',
  'steps.look.outcome',
  'run.name',
])('%s as a condition is text: a warning', async (condition) => {
  expect(await said(condition)).toEqual(['condition.text', 'condition.text']);
});

it.each([
  'inputs.flag',
  'inputs.n',
  "inputs.word == 'true'",
  "inputs.word != '' && inputs.flag",
  'steps.look.outputs.sure',
  "steps.look.outcome == 'succeeded'",
])('%s is a condition', async (condition) => {
  expect(await said(condition)).toEqual([]);
});

it('the hint is what one may write, also where the text is a part of the condition', async () => {
  const { report } = await load({ 'pipeline.yaml': file('!inputs.word'), 'inner.yaml': inner });
  const told = report.replace(/\s+/g, ' ');
  expect(told).toContain("a part of it is text: any text but '' counts as true");
  expect(told).toContain("hint: compare it with == 'true' or != '', or declare type: boolean");
});
