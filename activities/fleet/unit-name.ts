/** What fleet reads from a unit's name (its `unit.UnitNameInfo`). */
export interface UnitName {
  /** `foo@bar.service` */
  full: string;
  /** Without the type: `foo@bar`. */
  name: string;
  /** Before the `@`: `foo`. */
  prefix: string;
  /** `foo@.service`, for templates and instances. */
  template?: string;
  /** `bar`; empty for a template. */
  instance: string;
}

const types = ['service', 'socket', 'timer', 'path', 'device', 'mount', 'automount'];

/** Whether fleetctl takes it for a unit's name; to other names it would append `.service`. */
export function hasUnitType(name: string): boolean {
  return types.some((type) => name.endsWith(`.${type}`));
}

export function parseUnitName(full: string): UnitName {
  const dot = full.lastIndexOf('.');
  const name = dot === -1 ? full : full.slice(0, dot);
  const at = name.indexOf('@');
  if (at === -1) return { full, name, prefix: name, instance: '' };
  const prefix = name.slice(0, at);
  const template = `${prefix}@${dot === -1 ? '' : full.slice(dot)}`;
  return { full, name, prefix, template, instance: name.slice(at + 1) };
}

/** `foo@.service`: can be submitted, never started itself. */
export function isTemplate(unit: UnitName): boolean {
  return unit.template === unit.full;
}

/** The name of a unit that a list gives as a name or as a path of its file. */
export function unitNameOf(item: string): string {
  const name = item.slice(item.lastIndexOf('/') + 1);
  return hasUnitType(name) ? name : `${name}.service`;
}

/**
 * Whether fleet takes the name for a unit's (its `ValidateName`). A dash in front would be an option
 * to fleetctl, and no letter is special within the quotes of a shell.
 */
export function namesUnit(item: string): boolean {
  return /^[A-Za-z0-9:_\\@][A-Za-z0-9:_.\\@-]{0,255}$/.test(unitNameOf(item));
}

/** The specifiers that fleet knows in `[X-Fleet]`: %n %N %p %i, and no other. */
export function expandSpecifiers(text: string, unit: UnitName): string {
  return text
    .replaceAll('%n', unit.full)
    .replaceAll('%N', unit.name)
    .replaceAll('%p', unit.prefix)
    .replaceAll('%i', unit.instance);
}
