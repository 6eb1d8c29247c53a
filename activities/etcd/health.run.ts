import type { Parts } from '../../contract/task.js';
import type { Check, StepRun } from '../contract/define-step.js';
import { answering, ask, reasonOf } from './http.js';
import { type Member, type Membership, membership } from './members.js';
import type { HealthInput, HealthOutputs } from './schemas.js';

/** What a member says of itself: `healthy`, or why not. */
export type MemberHealth = Member & { says: string };

/** Whether all are there, all healthy, and one leads. */
export function judgeHealth(
  members: readonly MemberHealth[],
  leader: Membership['leader'],
  expect: number,
): Check<HealthOutputs> {
  const sorted = [...members].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const parts: Parts = Object.fromEntries(sorted.map((member) => [labelOf(member), member.says]));
  const sick = sorted.filter((member) => member.says !== 'healthy');
  const head = sorted.find((member) => member.id === leader);
  const complaints = [
    ...(members.length === expect ? [] : [`etcd has ${members.length} of ${expect} members`]),
    ...sick.map((member) => `${labelOf(member)} ${member.says}`),
    ...(head ? [] : ['no member leads']),
  ];
  if (complaints.length > 0 || !head) return { holds: false, why: complaints.join('; '), parts };
  return {
    holds: true,
    outputs: {
      members: sorted.map(({ id, name, clientURLs }) => ({ id, name, clientURLs, healthy: true })),
      leader: labelOf(head),
    },
    parts,
  };
}

const labelOf = (member: Member): string => member.name || member.id;

/** Ask the member itself: its answer takes part in a read that needs the quorum. */
async function healthOf(member: Member, signal: AbortSignal): Promise<MemberHealth> {
  if (member.clientURLs.length === 0) return { ...member, says: 'has not started' };
  const reasons: string[] = [];
  for (const url of member.clientURLs) {
    try {
      const answer = await ask(url, '/health', signal);
      const { health, reason } = (answer.json ?? {}) as { health?: unknown; reason?: string };
      if (String(health) === 'true') return { ...member, says: 'healthy' };
      reasons.push(reason ? `is unhealthy: ${reason}` : 'is unhealthy');
    } catch (error) {
      signal.throwIfAborted();
      reasons.push(`does not answer at ${url} (${reasonOf(error)})`);
    }
  }
  return { ...member, says: reasons.join(', ') };
}

/** The client URLs to ask, from either field. */
export function endpointsOf(input: HealthInput): string[] {
  if (input.endpoints !== undefined) return [input.endpoints].flat();
  return (input.machines ?? []).map((machine) => {
    const host = machine.includes(':') && !machine.startsWith('[') ? `[${machine}]` : machine;
    return `http://${host}:${input.port}`;
  });
}

const run: StepRun<HealthInput, HealthOutputs> = {
  async check(ctx, input) {
    const endpoints = endpointsOf(input);
    const [first = ''] = await answering(endpoints, ctx.signal);
    const { members, leader } = await membership(first, ctx.signal);
    const healths = await Promise.all(members.map((member) => healthOf(member, ctx.signal)));
    return judgeHealth(healths, leader, input.expect ?? endpoints.length);
  },
};

export default run;
