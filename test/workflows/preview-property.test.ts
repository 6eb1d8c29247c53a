import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { PlannedStep } from '../../contract/plan.js';
import type { PreviewStep } from '../../contract/preview.js';
import { leftBehind } from '../../workflows/planner/facts/left-behind.js';
import { resume } from '../../workflows/planner/orders/updates.js';
import { previewRestart, previewResume } from '../../workflows/planner/preview/preview.js';
import { at, by } from './chain.js';
import { begin, type Driven, done, drive, type Outcome } from './drive.js';
import { plan, reading, step } from './plan-builder.js';

/** What a preview says is what then happens, where the world is as it was left. */

interface Shape {
  checked: boolean;
  repeatable: boolean;
  reads: boolean;
  needs: number[];
  each: boolean;
  fate: 'done' | 'fail' | 'lost';
}

const shape = fc.record<Shape>({
  checked: fc.boolean(),
  repeatable: fc.boolean(),
  reads: fc.boolean(),
  needs: fc.uniqueArray(fc.nat(5), { maxLength: 2 }),
  each: fc.boolean(),
  fate: fc.constantFrom('done', 'done', 'fail', 'lost'),
});

function stepsOf(shapes: Shape[]): PlannedStep[] {
  return shapes.map(({ checked, repeatable, reads, needs, each }, at) => {
    const before = needs.filter((need) => need < at);
    const read =
      reads && before[0] !== undefined && !shapes[before[0]]?.each ? before[0] : undefined;
    return step(`s${at}`, {
      checked,
      repeatable,
      needs: before.map((need) => `s${need}`),
      ...(read === undefined ? {} : reading(`s${read}`)),
      ...(each ? { forEach: { items: { literal: ['x', 'y'] } } } : {}),
    });
  });
}

const fates =
  (shapes: Shape[]): Outcome =>
  (start) => {
    const { fate = 'done' } = shapes[Number(/^s(\d)/.exec(start.id)?.[1])] ?? {};
    if (fate === 'lost') return start.step.checked ? 'fail' : 'lost';
    return fate === 'fail' ? 'fail' : done(start);
  };

/** All that can be checked and was done holds as it was left; the rest is done. */
const asLeft =
  (before: Driven): Outcome =>
  (start) => {
    const was = before.memory.steps[start.id];
    const holds = start.step.checked && was?.state === 'done';
    return {
      holds: true,
      changed: !holds,
      outputs: was?.outputs ?? { value: `value of ${start.id}` },
    };
  };

const visits = new Set(['checked', 'to-do', 'done-again']);

function hold(told: PreviewStep[], started: string[]): void {
  const visited = (action: string) => visits.has(action);
  const sure = told.filter(({ action }) => action !== 'known-after-apply');
  const expected = sure.filter(({ action }) => visited(action)).map(({ id }) => id);
  const unsure = told.filter((one) => !sure.includes(one)).map(({ id }) => id);
  // What is looked at before its turn, and holds, needs no visit.
  const ids = started.map((id) => id.replace('ahead ', ''));
  const begun = [...new Set(ids)].filter((id) => !unsure.includes(id));
  expect(begun.sort()).toEqual(expected.sort());
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));

it('starts what the preview of a resume says, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(shape, { minLength: 1, maxLength: 6 }), fc.boolean(), (shapes, byName) => {
      const run = drive(begin(plan(stepsOf(shapes))), fates(shapes));
      const held = Object.keys(run.memory.steps).filter(
        (id) => run.memory.steps[id]?.state === 'held',
      );
      const ask = byName ? { steps: held } : {};
      const { refused, steps } = previewResume(run.rules, run.memory, ask);
      if (refused !== undefined) return;
      const before = { ...run, memory: copy(run.memory) };
      run.started.length = 0;
      resume(run.rules, run.memory, { by, ...ask }, at);
      drive(run, asLeft(before));
      hold(steps, run.started);
    }),
    { numRuns: 500 },
  );
});

it('starts what the preview of a new run that goes on says, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(shape, { minLength: 1, maxLength: 6 }), fc.nat(5), (shapes, name) => {
      const chain = plan(stepsOf(shapes));
      const run = drive(begin(chain), fates(shapes));
      const named = name < shapes.length ? [`s${name}`] : [];
      const { refused, steps } = previewRestart(run.rules, run.memory, { steps: named });
      if (refused !== undefined) return;
      const { steps: earlier } = leftBehind(run.rules, run.memory);
      const next = drive(begin(chain, { earlier, named }), asLeft(run));
      hold(steps, next.started);
    }),
    { numRuns: 500 },
  );
});
