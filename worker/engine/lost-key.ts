import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { payloadKeyFile } from '../../client/codec.js';
import { EngineError } from '../../client/engine.js';
import type { Home } from './home.js';

/**
 * A new key in the place of one that was lost would refuse every run there is, as if a stranger had written it.
 * @throws EngineError where a state directory that was used has no key
 */
export function refuseLostKey({ root, database }: Home): void {
  const key = payloadKeyFile(root);
  if (existsSync(key)) return;
  const used = [database, join(root, 'tickets'), join(root, 'runs')].find((path) =>
    existsSync(path),
  );
  if (used === undefined) return;
  throw new EngineError(
    `${key} is missing, and there are runs that were signed with it (${used}).`,
    `Put it back from a copy. Without it they cannot go on: to begin anew, move ${root} away.`,
  );
}
