import { callerEnvironment } from '../client/caller.js';
import type { Services } from '../client/services.js';
import { createVerbs, type Verbs } from '../client/verbs/index.js';
import type { Who } from '../contract/who.js';
import type { DaemonServices } from '../worker/engine/daemon.js';
import type { RoleHolder } from './door/caller.js';
import type { DoorOptions } from './door/guard.js';
import type { SignInCodes } from './door/sign-in-codes.js';
import type { Feeds } from './feeds/feeds.js';
import type { Shelf } from './pipelines/shelf.js';

/** What the page's routes work with. */
export interface Backend extends DaemonServices {
  door: DoorOptions;
  codes: SignInCodes;
  /** Aborted when the daemon leaves. */
  closing: AbortSignal;
  /** The door to Temporal, opened at first use; rejects with ClientError `engine.unreachable`. */
  services: () => Promise<Services>;
  shelf: Shelf;
  feeds: Feeds;
  /** Name of this computer. */
  host: string;
}

/** As whom a run remembers who did something in the page, or by a token. */
export function byOf({ host }: Pick<Backend, 'host'>, { role, via }: RoleHolder): Who {
  return { kind: 'role', id: `${role}@${host}`, via: via === 'token' ? 'api' : 'page' };
}

/**
 * The verbs, for whoever asks from here. The engine has its secrets already: there is no shell that
 * could hand any over.
 */
export async function verbsFor(backend: Backend, by: Who): Promise<Verbs> {
  const { runs } = await backend.services();
  const environment = callerEnvironment(process.env);
  return createVerbs(runs, { queue: backend.info.queue, environment, by });
}
