import { StepError } from '../contract/step-error.js';
import { shortened } from '../tools/shortened.js';
import { type Answer, ask, reasonOf } from './http.js';
import { withV3 } from './v3-client.js';

export interface Member {
  /** In hexadecimal. */
  id: string;
  /** '' for a member that was added and has not started yet. */
  name: string;
  clientURLs: string[];
}

export interface Membership {
  members: Member[];
  /** Member id; '' if there is no leader. */
  leader: string;
}

/**
 * Who the members are, as one endpoint knows it: by API v2, which every etcd from 0.4 to 3.5 with
 * `--enable-v2` speaks, else by v3. Neither needs a quorum.
 */
export async function membership(endpoint: string, signal: AbortSignal): Promise<Membership> {
  const [members, self] = await Promise.all([
    ask(endpoint, '/v2/members', signal),
    ask(endpoint, '/v2/stats/self', signal),
  ]).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new StepError('etcd.unreachable', {
      message: `${endpoint} stopped answering: ${reasonOf(error)}.`,
      next: 'Look whether etcd runs on that machine (systemctl status etcd2).',
      cause: error,
    });
  });
  return members.status === 404
    ? withV3([endpoint], signal, async (client) => {
        const [list, status] = await Promise.all([
          client.cluster.memberList({}),
          client.maintenance.status(),
        ]);
        return membersOfV3(list.members, status.leader);
      })
    : membersOfV2(endpoint, members, self);
}

interface V2Members {
  members?: Member[];
}
interface V2Self {
  leaderInfo?: { leader?: string };
}

export function membersOfV2(endpoint: string, members: Answer, self: Answer): Membership {
  const list = (members.json as V2Members | undefined)?.members;
  if (members.status !== 200 || !Array.isArray(list))
    throw new StepError('look.failed', {
      message: `${endpoint} answers ${members.status} when asked for its members: ${shortened(members.text, 200)}`,
      next: 'Look whether an etcd listens there.',
    });
  return {
    members: list.map(({ id, name, clientURLs }) => ({ id, name, clientURLs: clientURLs ?? [] })),
    leader: (self.json as V2Self | undefined)?.leaderInfo?.leader ?? '',
  };
}

/** v3 gives ids in decimal; 0 is no leader. */
export function membersOfV3(
  members: readonly { ID: string; name: string; clientURLs: string[] }[],
  leader: string,
): Membership {
  const hex = (id: string): string => BigInt(id).toString(16);
  return {
    members: members.map(({ ID, name, clientURLs }) => ({ id: hex(ID), name, clientURLs })),
    leader: leader === '0' || leader === '' ? '' : hex(leader),
  };
}
