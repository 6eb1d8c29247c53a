import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tokenWith } from '../../../activities/discovery/schemas.js';
import run from '../../../activities/discovery/token.run.js';
import type { TestContext } from '../step-context.js';
import { vagrantContext } from '../vagrant/real-vagrant.js';

export const template = `#cloud-config
coreos:
  etcd:
    discovery: https://discovery.etcd.io/<token>
    addr: $public_ipv4:4001
`;

/** `discovery.token` in a folder of its own, for a member that is a process. */
export interface TokenStep extends TestContext {
  userData: string;
  template: string;
  /** Data folder of the member; not there yet. */
  member: string;
  check(more?: object): ReturnType<NonNullable<typeof run.check>>;
  apply(more?: object): Promise<unknown>;
  undo(more?: object): Promise<unknown>;
  /** The token, where the check holds. */
  token(more?: object): Promise<string | undefined>;
  text(): Promise<string>;
}

export async function tokenStep(service: string): Promise<TokenStep> {
  const context = await vagrantContext();
  const { ctx, directory } = context;
  const userData = join(directory, 'user-data');
  const member = join(directory, 'member-1');
  const file = join(directory, 'user-data.template');
  await writeFile(file, template);
  const own = { service, size: 3, 'user-data': userData, template: file, members: [member] };
  const input = (more: object = {}) => tokenWith.parse({ ...own, ...more });
  const check: TokenStep['check'] = async (more) => {
    if (!run.check) throw new Error('discovery.token has no check');
    return run.check(ctx, input(more));
  };
  return {
    ...context,
    userData,
    template: file,
    member,
    check,
    apply: async (more) => run.apply?.(ctx, input(more), { holds: false, why: '' }),
    undo: async (more) => run.undo?.(ctx, input(more)),
    token: async (more) => {
      const found = await check(more);
      return found.holds ? found.outputs.token : undefined;
    },
    text: () => readFile(userData, 'utf8'),
  };
}
