import type { TokenState } from '../tools/registry/registry.js';

/** What was found of the user-data file. */
interface UserDataFacts {
  /** URL of the token in it; absent where it has none. */
  token?: string;
  /** Whether it is its template with that token, nothing else. */
  fromTemplate: boolean;
}

/** Everything the rule looks at. */
export interface TokenFacts {
  /** The size that is asked for. */
  size: number;
  /** Machines that exist. Where they cannot be asked, nothing is decided at all. */
  machines: readonly string[];
  /** Absent: there is no file. */
  userData?: UserDataFacts;
  /** What the registry says of the token in the file; `unknown`: it could not be asked. */
  registry?: TokenState | 'unknown';
}

export type TokenDecision =
  | { do: 'keep'; token: string; note?: string }
  /** The token is good; the file is written from its template again. */
  | { do: 'rewrite'; token: string; why: string }
  | { do: 'create'; why: string }
  /** A person decides. */
  | { do: 'hold'; why: string }
  /** Look again later; change nothing. */
  | { do: 'unknown' };

/**
 * The rule of `discovery.token`. A token belongs to one generation of a cluster: replacing it under
 * living machines splits the cluster, keeping a used one keeps the next cluster from forming.
 */
export function decideToken(facts: TokenFacts): TokenDecision {
  return facts.machines.length > 0 ? whileMachinesExist(facts) : withoutMachines(facts);
}

/** A machine with a data directory ignores the registry, so a registry that is down changes nothing. */
function whileMachinesExist({ userData, registry, size, machines }: TokenFacts): TokenDecision {
  const who = machines.join(', ');
  if (userData === undefined) return { do: 'hold', why: `${who} exist, but there is no user-data` };
  if (userData.token === undefined) {
    return { do: 'hold', why: `${who} exist, but the user-data holds no token` };
  }
  if (typeof registry === 'object' && registry.known) {
    if (registry.size !== undefined && registry.size !== size) {
      return {
        do: 'hold',
        why: `${who} exist with a token for ${registry.size} members, and ${size} are asked for`,
      };
    }
  }
  const note = userData.fromTemplate
    ? undefined
    : 'the user-data is not what its template says now: machines keep what they were provisioned with until `down` and `up`';
  return { do: 'keep', token: userData.token, ...(note === undefined ? {} : { note }) };
}

function withoutMachines({ userData, registry, size }: TokenFacts): TokenDecision {
  if (userData === undefined) return { do: 'create', why: 'there is no user-data' };
  if (userData.token === undefined) return { do: 'create', why: 'the user-data holds no token' };
  if (registry === undefined || registry === 'unknown') return { do: 'unknown' };
  if (!registry.known) {
    return { do: 'create', why: 'the discovery service does not know the token in the user-data' };
  }
  if (registry.members.length > 0 || registry.started) {
    return { do: 'create', why: 'the token in the user-data was used by machines that are gone' };
  }
  if (registry.size !== size) {
    const was = registry.size === undefined ? 'no size' : `size ${registry.size}`;
    return { do: 'create', why: `the token in the user-data has ${was}, not ${size}` };
  }
  return userData.fromTemplate
    ? { do: 'keep', token: userData.token }
    : { do: 'rewrite', token: userData.token, why: 'the user-data differs from its template' };
}
