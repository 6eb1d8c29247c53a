import type { Json, JsonObject, PlannedGroup } from '../../../contract/plan.js';
import { resolveOne } from '../../../language/inputs/resolve-one.js';
import { matchesTame } from '../../../language/inputs/tame-pattern.js';
import type { InputDefinition } from '../../../language/schema/input.js';
import { decidesBy } from '../../flags.js';
import { entry, type Memory } from '../../memory.js';
import { refuseTooMuch } from '../facts/budget.js';
import { InvalidInputs } from '../facts/invalid-inputs.js';
import type { Rules } from '../facts/rules.js';
import { scopeOf } from '../facts/scope.js';
import { renderValue, UnknownValue } from '../facts/templates.js';

/**
 * Work out the inputs of a group, as far as what they read is known, and check them like those of a
 * run. `undoing`: whatever was made with them is taken down.
 * @throws InvalidInputs
 */
export function workOutInputs(
  rules: Rules,
  memory: Memory,
  group: PlannedGroup,
  undoing = rules.mode === 'down',
): void {
  const own = entry(memory.groups, group.id);
  const scope = scopeOf(rules.graph, memory, rules.facts, group.group);
  const inputs: JsonObject = {};
  own.inputs = inputs;
  own.unknown = [];
  const problems: string[] = [];
  for (const [name, template] of Object.entries(group.inputs)) {
    try {
      inputs[name] = checked(rules, group, name, renderValue(scope, template), problems);
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      own.unknown.push(name);
    }
  }
  if (problems.length > 0 && !undoing) throw new InvalidInputs(group.id, problems);
  if (undoing || !decidesBy(rules.decisions, 'a-runs-data-is-limited')) return;
  try {
    refuseTooMuch(memory, `the inputs of ${group.id}`);
  } catch (error) {
    own.inputs = {};
    throw error;
  }
}

/** What is given as the input has it: read by its type, its default for null. */
function checked(
  rules: Rules,
  group: PlannedGroup,
  name: string,
  given: Json,
  problems: string[],
): Json {
  const definition = group.checks?.[name] as InputDefinition | undefined;
  if (definition === undefined) return given;
  if (!decidesBy(rules.decisions, 'inner-inputs-are-checked')) return given;
  const one = resolveOne(name, definition, given, matchesTame);
  problems.push(...one.problems.map(({ message }) => message));
  return one.value;
}
