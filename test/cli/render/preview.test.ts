import { expect, test } from 'vitest';
import { comparisonLines } from '../../../cli/render/comparison.js';
import { inputWords } from '../../../cli/render/input-words.js';
import { previewLines } from '../../../cli/render/preview.js';
import type { RunComparison } from '../../../contract/comparison.js';
import type { ResumePreview } from '../../../contract/preview.js';
import { at, plainStyle } from '../fixtures.js';

const preview: ResumePreview = {
  name: 'coreos',
  runId: '7c0f',
  how: 'in-place',
  fingerprint: '3f2a9c0b1d4e',
  steps: [
    { id: 'lab/box', type: 'shell', action: 'kept', safety: 'checked', why: 'done' },
    {
      id: 'machines',
      type: 'vagrant.up',
      action: 'checked',
      safety: 'checked',
      why: 'done before',
      seen: {
        holds: false,
        why: 'core-02 is not created',
        parts: { 'core-01': 'running', 'core-02': 'not_created', 'core-03': 'running' },
      },
    },
    {
      id: 'migrate',
      type: 'shell',
      action: 'left-in-place',
      safety: 'repeatable',
      why: 'done before, and cannot be checked',
    },
    {
      id: 'submit',
      type: 'fleet.submit',
      action: 'checked',
      safety: 'checked',
      definition: 'changed',
      fields: {
        'with.units': { was: '[1,2]', is: '[1,2,3]' },
        'with.note': { was: 'one\ntwo\n', is: 'one\n\u001b[31m2\nthree' },
      },
      why: 'defined otherwise now',
      seen: { holds: true },
    },
    {
      id: 'seed',
      type: 'shell',
      action: 'held',
      safety: 'unsafe',
      mustName: true,
      why: 'The worker was lost while seed ran; nobody knows how far it got',
    },
    {
      id: 'answers',
      type: 'http.answers',
      action: 'to-do',
      safety: 'checked',
      why: 'not done yet',
    },
  ],
};

test('a preview says of each step what becomes of it, and why, in 80 columns', () => {
  const lines = previewLines(preview, { command: 'muster' }, plainStyle);
  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    coreos · goes on in place
      = lab/box   kept
      ? machines  checked (done before)
                  does not hold: core-02 is not created: it will be applied
                  core-01 running · core-02 not_created · core-03 running
      = migrate   left in place (done before, and cannot be checked)
      ? submit    checked (definition changed)
                  with.units: [1,2] → [1,2,3]
                  with.note:
                  - two
                  + 2
                  + three
                  holds: not touched
      ! seed      stays held (The worker was lost while seed ran; nobody knows how
                  far it got; must be named)
      + answers   to do (not done yet)

    1 kept, 2 checked, 1 left in place, 1 to do, 1 held

    To do exactly this (refused if something else would be done by then):
      muster resume coreos --preview 3f2a9c0b1d4e
    "
  `);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
});

test('the command that does what was told leaves out nothing that was given', () => {
  const input = ['machines=5', 'motd=two words'];
  const asked = {
    command: 'muster',
    pipeline: 'new.yaml',
    steps: ['migrate'],
    inputs: 'in.yaml',
    input,
  };
  const given = "--pipeline new.yaml --inputs in.yaml --input machines=5 --input 'motd=two words'";
  const [last] = previewLines(preview, asked, plainStyle).slice(-1);
  const { fingerprint } = preview;
  expect(last?.trim()).toBe(
    `muster resume coreos ${given} --step migrate --preview ${fingerprint}`,
  );
});

test('a preview that would be refused says how it would not be', () => {
  const refused = { ...preview, refused: 'nobody knows whether seed was done: name it' };
  const lines = previewLines(refused, { command: 'muster' }, plainStyle);
  expect(lines.slice(lines.indexOf('') + 2).join('\n')).toMatchInlineSnapshot(`
    "
    ✖ It would be refused: nobody knows whether seed was done: name it

    To go on:
      muster resume coreos --step seed                    do it again
      muster skip coreos --step seed --done --reason WHY  it was done"
  `);
  const asked = { command: 'muster', pipeline: 'my shop' };
  const corrected = previewLines(refused, asked, plainStyle);
  expect(corrected.join('\n')).toContain("resume coreos --pipeline 'my shop' --step seed");
});

const comparison: RunComparison = {
  name: 'coreos',
  run: { runId: 'b', startedAt: at(90_000) },
  against: { runId: 'a', startedAt: at(0) },
  inputs: { machines: { was: 3, is: 5 } },
  pipeline: 'changed',
  steps: [
    { id: 'token', definition: 'same', duration: { was: 200, is: 900 } },
    {
      id: 'machines',
      definition: 'same',
      outcome: { was: 'done, changed', is: 'held, vagrant.boot' },
      duration: { was: 20_000, is: 190_000 },
    },
    { id: 'submit', definition: 'changed', outputs: { units: { was: ['a'], is: ['a', 'b'] } } },
    { id: 'page', definition: 'removed', outcome: { was: 'done, changed' } },
  ],
};

test('a comparison names what differs and how, and counts the rest', () => {
  process.env.TZ = 'UTC';
  const lines = comparisonLines(comparison, plainStyle);
  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    coreos · 2026-11-24 13:00 against 2026-11-23 12:00
      pipeline  is another text
      input machines  3 → 5
      machines  done, changed → held, vagrant.boot
                20s → 3m 10s
      submit    definition changed
                units: ["a"] → ["a","b"]
      page      definition removed
                done, changed → not there

    3 differ, 1 do not
    "
  `);
});

test('a comparison of equal runs says so', () => {
  const steps = comparison.steps.slice(0, 1);
  const same: RunComparison = { ...comparison, inputs: {}, pipeline: 'same', steps };
  expect(comparisonLines(same, plainStyle).at(-1)).toBe('No step differs (1 step)');
});

test('the command that a preview ends with has the inputs that were given', () => {
  const asked = {
    command: 'muster',
    pipeline: 'shop',
    input: ['size=3', 'note=a b'],
    inputs: 'in.yaml',
  };
  const lines = previewLines(preview, asked, plainStyle).join('\n');
  expect(lines).toContain(
    "muster resume coreos --pipeline shop --inputs in.yaml --input size=3 --input 'note=a b' --preview 3f2a9c0b1d4e",
  );
});

test("what brings a run up again names the inputs that differ from the pipeline's own", () => {
  const inputs = { size: 5, hosts: ['a', 'b'], note: "it's", zone: 'north', none: null };
  expect(inputWords(inputs, { size: 3, zone: 'north' })).toBe(
    ` --input size=5 --input '${'hosts=["a","b"]'}' --input 'note=it'\\''s'`,
  );
});
