import { createHash } from 'node:crypto';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { StepContext } from '../contract/context.js';
import type { SshAddress } from './ssh-config.js';

/** `silent`: ssh does not get in; otherwise whether the file is there. */
export type SshAnswer = 'silent' | 'there' | 'missing';

/** ssh's own exit code, for everything that is not the remote command's. */
const sshFailed = 255;

/**
 * Go into the machine with Vagrant's own configuration and look for a file; without one, only go
 * in. `vagrant ssh` would exit 0 on a stopped machine, so it is ssh itself.
 */
export async function trySsh(
  ctx: StepContext,
  address: SshAddress,
  file?: string,
): Promise<SshAnswer> {
  const hash = createHash('sha256').update(address.block).digest('hex').slice(0, 16);
  const config = join(ctx.stateDirectory, `ssh-config-${hash}`);
  // The whole block: it may hold a proxy command or options of the Vagrantfile.
  await writeFileAtomic(config, address.block, { mode: 0o600 });
  const options = ['-F', config, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5'];
  const look =
    file === undefined ? 'true' : `sudo -n test -e ${quote(file)} || test -e ${quote(file)}`;
  const result = await ctx.exec('ssh', [...options, address.name, look], {
    quiet: true,
    // A machine that accepts the connection and then says nothing.
    timeout: 15_000,
  });
  if (result.timedOut || result.exitCode === undefined || result.exitCode === sshFailed) {
    return 'silent';
  }
  return result.exitCode === 0 ? 'there' : 'missing';
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
