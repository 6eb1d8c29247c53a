import type { Diagnostics } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../names.js';
import type { Place } from '../source/source.js';

/** A step as the order sees it. */
export interface Ordered {
  /** Local id. */
  id: string;
  place: Place;
  /** Local ids as written; absent: every step above. */
  needs?: readonly string[];
}

export interface Order {
  /** Local ids a step waits for. Of steps that wait for each other anyway only the last is named. */
  needs: ReadonlyMap<string, readonly string[]>;
  /**
   * Local ids of everything that is finished before a step starts. Where needs are wrong, all ids:
   * one error is enough.
   */
  upstream: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Which step waits for which, in one pipeline. Unknown names and cycles are reported. */
export function orderOf(steps: readonly Ordered[], diagnostics: Diagnostics): Order {
  const known = new Set(steps.map(({ id }) => id));
  const edges = new Map<string, string[]>();
  for (const [index, step] of steps.entries()) {
    const above = steps.slice(0, index).map(({ id }) => id);
    edges.set(step.id, step.needs ? checkNeeds(step, known, diagnostics) : above);
  }
  const wrong = steps.filter(({ needs }) => needs?.some((name) => !known.has(name)));
  const upstream =
    closure(steps, edges, diagnostics) ?? new Map(steps.map(({ id }) => [id, known]));
  for (const { id } of wrong) upstream.set(id, known);
  const needs = new Map<string, readonly string[]>();
  for (const { id, needs: written } of steps) {
    const all = edges.get(id) ?? [];
    needs.set(id, written ? all : withoutCovered(all, upstream));
  }
  return { needs, upstream };
}

function checkNeeds(
  { needs = [], place }: Ordered,
  known: ReadonlySet<string>,
  diagnostics: Diagnostics,
): string[] {
  for (const [index, name] of needs.entries()) {
    if (known.has(name)) continue;
    const hint = didYouMean(name, known, 'steps');
    diagnostics.add('needs.unknown', place.at('needs', index).value, `there is no step ${name}`, {
      hint,
    });
  }
  return [...new Set(needs)].filter((name) => known.has(name));
}

/** Undefined where there is a cycle. */
function closure(
  steps: readonly Ordered[],
  edges: ReadonlyMap<string, readonly string[]>,
  diagnostics: Diagnostics,
): Map<string, ReadonlySet<string>> | undefined {
  const places = new Map(steps.map(({ id, place }) => [id, place]));
  const done = new Map<string, ReadonlySet<string>>();
  let cyclic = false;
  const path: string[] = [];
  const visit = (id: string): void => {
    if (done.has(id)) return;
    const result = new Set<string>();
    if (path.includes(id)) {
      cyclic = true;
      const cycle = [...path.slice(path.indexOf(id)), id];
      const place = places.get(cycle.at(-2) ?? id);
      if (place) {
        const message = `these steps wait for each other: ${cycle.join(' → ')}`;
        diagnostics.add('needs.cycle', place.at('needs').value, message, {
          hint: 'take one out of the needs of another (without needs, a step waits for all above)',
        });
      }
      return;
    }
    path.push(id);
    const needs = edges.get(id) ?? [];
    for (const need of needs) visit(need);
    // From the last: it mostly waits for all the others, and their sets need not be gone through.
    for (const need of needs.toReversed()) {
      if (result.has(need)) continue;
      result.add(need);
      for (const further of done.get(need) ?? []) result.add(further);
    }
    path.pop();
    done.set(id, result);
  };
  for (const { id } of steps) visit(id);
  return cyclic ? undefined : done;
}

/** Fewer edges, same order: what another one waits for need not be named. */
function withoutCovered(
  ids: readonly string[],
  upstream: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const covered = new Set<string>();
  const kept: string[] = [];
  for (const id of [...ids].reverse()) {
    if (covered.has(id)) continue;
    kept.unshift(id);
    for (const one of upstream.get(id) ?? []) covered.add(one);
  }
  return kept;
}
