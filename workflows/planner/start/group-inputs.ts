import type { PlannedGroup } from '../../../contract/plan.js';
import { decidesBy } from '../../flags.js';
import { entry, type Memory } from '../../memory.js';
import { refuseTooMuch } from '../facts/budget.js';
import type { Rules } from '../facts/rules.js';
import { scopeOf } from '../facts/scope.js';
import { renderValue, UnknownValue } from '../facts/templates.js';

/** Work out the inputs of a group, as far as what they read is known. */
export function workOutInputs(rules: Rules, memory: Memory, group: PlannedGroup): void {
  const own = entry(memory.groups, group.id);
  const scope = scopeOf(rules.graph, memory, rules.facts, group.group);
  own.inputs = {};
  own.unknown = [];
  for (const [name, template] of Object.entries(group.inputs)) {
    try {
      own.inputs[name] = renderValue(scope, template);
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      own.unknown.push(name);
    }
  }
  if (!decidesBy(rules.decisions, 'a-runs-data-is-limited')) return;
  try {
    refuseTooMuch(memory, `the inputs of ${group.id}`);
  } catch (error) {
    own.inputs = {};
    throw error;
  }
}
