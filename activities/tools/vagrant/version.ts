import type { StepContext } from '../../contract/context.js';
import { StepError } from '../../contract/step-error.js';
import { shortened } from '../shortened.js';
import { type Folder, vagrantEnv } from './vagrant-command.js';

/** From here on `destroy --parallel` and the machine-readable error classes are there. */
const least = [2, 2] as const;

/** The worker's Vagrant by PATH: asked once, as each question takes half a second. */
const asked = new Set<string>();

/** @throws StepError `program.unsupported` for a Vagrant that is too old; `program.missing` for none */
export async function requireVagrant(ctx: StepContext, folder: Folder): Promise<void> {
  const path = ctx.env.PATH ?? '';
  if (asked.has(path)) return;
  const { stdout, stderr } = await ctx.exec('vagrant', ['--version'], {
    env: vagrantEnv(folder),
    quiet: true,
  });
  const [, version, major, minor] = /^Vagrant ((\d+)\.(\d+)\S*)/m.exec(stdout) ?? [];
  if (version !== undefined) {
    const newer = Number(major) - least[0] || Number(minor) - least[1];
    if (newer >= 0) {
      asked.add(path);
      return;
    }
  }
  throw new StepError('program.unsupported', {
    message:
      version === undefined
        ? `\`vagrant --version\` says no version: ${shortened((stderr || stdout).trim(), 200)}`
        : `Vagrant ${version} is too old: ${least.join('.')} or later is needed.`,
    next: 'Install a newer Vagrant, then resume.',
  });
}
