import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepContext } from '../contract/context.js';
import { StepError } from '../contract/step-error.js';
import { lookAtToken } from '../tools/registry/registry.js';
import { tokenId, tokenOf } from '../tools/registry/user-data.js';
import { type MachineLook, partsOf } from './look.js';

/**
 * Refuse to make a machine anew whose name is registered with the token while others live: etcd
 * takes it for the member that was destroyed ("has previously registered"), and it never joins.
 *
 * @throws StepError `member.replace`; `registry.unreachable` where nobody can tell
 */
export async function refuseLostMembers(
  ctx: StepContext,
  directory: string,
  machines: readonly MachineLook[],
): Promise<void> {
  const missing = machines.filter(({ state }) => state === 'not_created');
  if (missing.length === 0 || missing.length === machines.length) return;
  // coreos-vagrant's place for it; a folder without bootstraps its members in some other way.
  const userData = await readFile(join(directory, 'user-data'), 'utf8').catch(() => '');
  const token = tokenOf(userData);
  if (token === undefined) return;
  const service = token.slice(0, token.lastIndexOf('/'));
  const state = await lookAtToken(service, tokenId(token) ?? '', ctx.signal);
  if (!state.known) return;
  const lost = missing.map(({ name }) => name).filter((name) => state.members.includes(name));
  if (lost.length === 0) return;
  const living = machines.filter(({ state: each }) => each !== 'not_created');
  throw new StepError('member.replace', {
    message: `${lost.join(', ')} was destroyed while ${living.map(({ name }) => name).join(', ')} lived. Its name is registered with the token ${token}, so a new machine of that name cannot join through it.`,
    next:
      `Either take the cluster down and bring it up again (a new token), or replace the member by hand: on ${living[0]?.name}, ` +
      `\`etcdctl member list\`, \`etcdctl member remove ID\` of ${lost[0]}, \`etcdctl member add ${lost[0]} http://ADDRESS:2380\`; ` +
      'then make the machine with `vagrant up --no-provision` and start its etcd with what `member add` printed.',
    parts: partsOf(machines),
  });
}
