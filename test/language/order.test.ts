import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../contract/plan.js';
import { codes, load, plan } from './rig.js';

/** Everything each step waits for, directly or not. Fails on a cycle. */
function closure(made: Plan): Map<string, Set<string>> {
  const needs = new Map(made.steps.map((one) => [one.id, one.needs]));
  const result = new Map<string, Set<string>>();
  const visit = (id: string, path: string[]): Set<string> => {
    expect(path).not.toContain(id);
    const all = new Set<string>();
    for (const need of needs.get(id) ?? []) {
      all.add(need);
      for (const further of visit(need, [...path, id])) all.add(further);
    }
    result.set(id, all);
    return all;
  };
  for (const id of needs.keys()) visit(id, []);
  return result;
}

describe('the order of steps', () => {
  it('is that of the text where nothing is said', async () => {
    const { plan: made } = await plan(`
name: demo
steps:
  - { id: a, run: x, needs: [] }
  - { id: b, run: x, needs: [] }
  - { id: c, run: x, needs: [a] }
  - { id: d, run: x }
  - { id: e, run: x }
`);
    expect(Object.fromEntries(made.steps.map(({ id, needs }) => [id, needs]))).toEqual({
      a: [],
      b: [],
      c: ['a'],
      // a is before c anyway.
      d: ['b', 'c'],
      e: ['d'],
    });
  });

  it('lets a step wait for one below it', async () => {
    const { plan: made } = await plan(`
name: demo
steps:
  - { id: a, run: x, needs: [b] }
  - { id: b, run: x, needs: [] }
`);
    expect(made.steps[0]?.needs).toEqual(['b']);
  });

  const steps = fc.array(fc.option(fc.array(fc.nat({ max: 11 }), { maxLength: 4 })), {
    minLength: 1,
    maxLength: 12,
  });

  it('never has a cycle, and keeps every step behind all it has to wait for', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (written) => {
        // Only earlier steps, so that every one of these pipelines has an order.
        const needs = written.map((list, index) => list?.filter((to) => to < index));
        const text = needs.map((list, index) => {
          const of = list ? `, needs: [${list.map((to) => `s${to}`).join(', ')}]` : '';
          return `  - { id: s${index}, run: x${of} }`;
        });
        const { plan: made } = await plan(`name: demo\nsteps:\n${text.join('\n')}\n`);
        const upstream = closure(made);
        for (const [index, list] of needs.entries()) {
          const expected = list ?? written.slice(0, index).map((_, to) => to);
          for (const to of expected) expect(upstream.get(`s${index}`)).toContain(`s${to}`);
          if (list)
            expect(new Set(made.steps[index]?.needs)).toEqual(new Set(list.map((to) => `s${to}`)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is an error exactly where steps wait for each other', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (written) => {
        const size = written.length;
        const needs = written.map((list, index) =>
          list ? list.map((to) => to % size) : written.slice(0, index).map((_, to) => to),
        );
        const text = written.map((list, index) => {
          const of = list ? `, needs: [${list.map((to) => `s${to % size}`).join(', ')}]` : '';
          return `  - { id: s${index}, run: x${of} }`;
        });
        const reaches = (from: number, to: number, seen = new Set<number>()): boolean =>
          (needs[from] ?? []).some((next) => {
            if (next === to) return true;
            if (seen.has(next)) return false;
            seen.add(next);
            return reaches(next, to, seen);
          });
        const cyclic = needs.some((_, index) => reaches(index, index));
        const loaded = await load(`name: demo\nsteps:\n${text.join('\n')}\n`);
        expect(codes(loaded).includes('needs.cycle')).toBe(cyclic);
        expect(loaded.plan === undefined).toBe(cyclic);
      }),
      { numRuns: 60 },
    );
  });
});
