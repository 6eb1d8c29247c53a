import { runLimits } from '../contract/limits.js';
import type { JsonObject } from '../contract/plan.js';
import type { LargeOutputs, RunState, StepView } from '../contract/run.js';
import { sizeOf } from './planner/facts/budget.js';
import { stableJson } from './planner/facts/hash.js';
import { sha256 } from './planner/facts/sha256.js';

type Outputs = Pick<StepView, 'outputs' | 'largeOutputs'>;

/**
 * A view that stays small whatever its steps put out: of what is too large, or comes when there is no
 * room any more, it has digest and size. Of a brief view it is the same.
 */
export function briefly(state: RunState): RunState {
  const room = { left: runLimits.shownOutputs as number };
  const shown = (step: StepView): StepView =>
    step.outputs ? { ...step, ...brieflyOf(step, room) } : step;
  return {
    ...state,
    ...brieflyOf(state, room),
    steps: state.steps.map(shown),
    ...(state.onHold ? { onHold: state.onHold.map(shown) } : {}),
    finally: state.finally.map(shown),
  };
}

function brieflyOf({ outputs, largeOutputs }: Outputs, room: { left: number }): Outputs {
  const [shown, large]: [JsonObject, LargeOutputs] = [{}, {}];
  for (const [name, value] of Object.entries(outputs ?? {})) {
    const bytes = sizeOf(value);
    if (bytes <= Math.min(room.left, runLimits.shownOutput)) {
      room.left -= bytes;
      shown[name] = value;
    } else large[name] = { digest: digestOf(outputs ?? {}, name), bytes };
  }
  if (Object.keys(large).length === 0) return {};
  return { outputs: shown, largeOutputs: { ...largeOutputs, ...large } };
}

const digests = new WeakMap<JsonObject, Map<string, string>>();

/** What a run remembers is never changed in place: each value is read once. */
function digestOf(outputs: JsonObject, name: string): string {
  const known = digests.get(outputs) ?? new Map<string, string>();
  digests.set(outputs, known);
  const digest = known.get(name) ?? `sha256:${sha256(stableJson(outputs[name] ?? null))}`;
  known.set(name, digest);
  return digest;
}
