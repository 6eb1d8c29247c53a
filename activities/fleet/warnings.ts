import { matchGlob } from './glob.js';
import { requirementKeys, requirementsOf } from './requirements.js';
import type { UnitOption } from './unit-file.js';
import { isTemplate, parseUnitName } from './unit-name.js';

/** A unit's name and what its file says. */
export interface Unit {
  name: string;
  options: readonly UnitOption[];
}

/**
 * What fleet accepts without a word although it hardly is what the author meant. Each line names
 * the unit and says what to write instead. The units are those of one list: siblings.
 */
export function conflictWarnings(units: readonly Unit[]): string[] {
  return units.flatMap((unit) => [
    ...selfConflicts(unit, units),
    ...unknownKeys(unit),
    ...specifiers(unit),
  ]);
}

/** fleet skips the unit itself when it compares conflicts: a glob that names only itself does nothing. */
function selfConflicts(unit: Unit, units: readonly Unit[]): string[] {
  const { conflicts } = requirementsOf(unit.name, unit.options);
  const others = units.filter((other) => other.name !== unit.name);
  return conflicts
    .filter((glob) => matchGlob(glob, unit.name))
    .filter((glob) => !/[*?[]/.test(glob) && !others.some((other) => matchGlob(glob, other.name)))
    .map((glob) => {
      const wider = widened(unit.name);
      const guards = others.filter((other) =>
        requirementsOf(other.name, other.options).conflicts.some((g) => matchGlob(g, unit.name)),
      );
      const kept =
        guards.length > 0
          ? `only the globs of ${guards.map((guard) => guard.name).join(', ')} keep it apart from them`
          : 'nothing keeps it apart from other units';
      return `${unit.name}: X-Conflicts=${glob} names only the unit itself, which fleet skips: ${kept}, and two units written like this one could share a machine; write X-Conflicts=${wider}`;
    });
}

/** `code.it.2.service` → `code.it.*.service`, `web@1.service` → `web@*.service`. */
function widened(name: string): string {
  const { name: bare, prefix, instance } = parseUnitName(name);
  const type = name.slice(bare.length);
  if (instance !== '') return `${prefix}@*${type}`;
  const wider = bare.replace(/\d+(?!.*\d)/, '*');
  return `${wider === bare ? `${bare}*` : wider}${type}`;
}

function unknownKeys(unit: Unit): string[] {
  const known: readonly string[] = requirementKeys;
  return unit.options
    .filter((option) => option.section === 'X-Fleet' && !known.includes(option.name))
    .map(
      (option) =>
        `${unit.name}: fleet does not know ${option.name} in [X-Fleet] and ignores it; it knows ${known.filter((key) => !key.startsWith('X-')).join(', ')}`,
    );
}

function specifiers(unit: Unit): string[] {
  const name = parseUnitName(unit.name);
  const mayBeEmpty = name.instance === '' && !isTemplate(name);
  const warnings: string[] = [];
  const empty = new Set<string>();
  for (const option of unit.options) {
    // `%%` is a percent sign to systemd and nothing special to fleet.
    const used = option.value.replaceAll('%%', '').match(/%[A-Za-z]/g) ?? [];
    const foreign = used.filter((specifier) => !/^%[nNpi]$/.test(specifier));
    if (option.section === 'X-Fleet' && foreign.length > 0)
      warnings.push(
        `${unit.name}: fleet knows only %n %N %p %i in [X-Fleet], so ${foreign.join(' ')} in ${option.name} stays as it is`,
      );
    if (mayBeEmpty && used.some((specifier) => /^%[iI]$/.test(specifier))) empty.add(option.name);
  }
  if (empty.size > 0)
    warnings.push(
      `${unit.name}: %i in ${[...empty].join(', ')} is empty, as the unit is no instance of a template (name@instance)`,
    );
  return warnings;
}
