import type { Place } from '../source/source.js';
import type { Build } from './build.js';
import type { Scope } from './scope.js';

/** Inputs and secrets that are declared and never read. */
export function warnUnused(scope: Scope, place: Place, build: Build): void {
  build.afterwards.push(() => {
    for (const name of Object.keys(scope.inputs)) {
      if (scope.usedInputs.has(name)) continue;
      const at = place.at('inputs', name).key;
      build.diagnostics.add('input.unused', at, `nothing reads the input ${name}`);
    }
    for (const [index, name] of [...scope.secrets].entries()) {
      if (scope.usedSecrets.has(name)) continue;
      const at = place.at('secrets', index).value;
      build.diagnostics.add('secret.unused', at, `nothing reads the secret ${name}`);
    }
  });
}
