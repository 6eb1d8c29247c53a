import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runLimits } from '../../contract/limits.js';
import type { JsonObject } from '../../contract/plan.js';
import { type RunState, runState } from '../../contract/run.js';
import { briefly } from '../../workflows/brief-view.js';
import { sha256 } from '../../workflows/planner/facts/sha256.js';

const kib = 1024;
const text = (bytes: number) => 'x'.repeat(bytes);

function state(outputs: JsonObject[], own?: JsonObject): RunState {
  return {
    name: 'test',
    pipeline: 'test',
    file: '/test.yaml',
    mode: 'up',
    state: 'running',
    steps: outputs.map((each, at) => ({
      id: `s${at}`,
      type: 'shell',
      group: '',
      state: 'done',
      change: 'changed',
      outputs: each,
    })),
    finally: [],
    ...(own ? { outputs: own } : {}),
    actions: [],
    startedAt: '2026-11-29T12:00:00.000Z',
  };
}

describe('the view that is shown', () => {
  it('has outputs as they are while they are small', () => {
    const small = state([{ a: 1, b: text(kib) }], { c: [text(kib)] });
    expect(briefly(small)).toEqual(small);
  });

  it('has digest and size of what is large, beside what is not', () => {
    const value = { z: text(20 * kib), a: 1 };
    const [step] = briefly(state([{ large: value, small: 1 }])).steps;
    const sorted = JSON.stringify({ a: 1, z: text(20 * kib) });
    expect(step?.outputs).toEqual({ small: 1 });
    expect(step?.largeOutputs).toEqual({
      large: {
        digest: `sha256:${createHash('sha256').update(sorted).digest('hex')}`,
        bytes: Buffer.byteLength(sorted),
      },
    });
  });

  it('has outputs of the run itself before those of its steps', () => {
    const many = Array.from({ length: 40 }, () => ({ a: text(10 * kib) }));
    const brief = briefly(state(many, { own: text(10 * kib) }));
    expect(brief.outputs).toEqual({ own: text(10 * kib) });
    expect(brief.steps[0]?.largeOutputs).toBeUndefined();
    expect(brief.steps.at(-1)).toMatchObject({ outputs: {}, largeOutputs: { a: {} } });
  });

  it('stays small whatever the outputs, fits the contract, and is the same if it is done twice', () => {
    const outputs = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.oneof(
        fc.nat(60 * kib).map(text),
        fc.json().map((json) => JSON.parse(json)),
      ),
    );
    fc.assert(
      fc.property(fc.array(outputs, { maxLength: 12 }), outputs, (steps, own) => {
        const brief = briefly(state(steps, own));
        expect(runState.safeParse(brief).success).toBe(true);
        const shown = [brief, ...brief.steps].map((each) => JSON.stringify(each.outputs ?? {}));
        const most = runLimits.shownOutputs + 64 * shown.length;
        expect(shown.join('').length).toBeLessThanOrEqual(most);
        expect(briefly(brief)).toEqual(brief);
      }),
      { numRuns: 30 },
    );
  });
});

describe('SHA-256 in the sandbox', () => {
  // Around the ends of blocks, where the length has to find room.
  const lengths = [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000];
  it.each(['x', 'é', '€', '😀', '\u0000', '\ud800'])('is what crypto says of %j', (unit) => {
    for (const length of lengths) {
      const given = unit.repeat(length);
      expect(sha256(given)).toBe(createHash('sha256').update(given).digest('hex'));
    }
  });
});
