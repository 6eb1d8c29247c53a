import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { completionScripts } from '../../../cli/completion/scripts.js';

test('bash hands over the words up to the cursor, and takes the first column of the answer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-completion-'));
  try {
    const program = join(folder, 'muster');
    await writeFile(
      program,
      `#!/bin/sh\nprintf '%s|' "$@" > ${folder}/asked\nprintf 'coreos\\tup\\nweb one\\t\\n'\n`,
    );
    await chmod(program, 0o755);
    const script = `${completionScripts.bash}
      COMP_WORDS=(muster status "" -f); COMP_CWORD=2
      _muster muster "" status
      printf '%s\\n' "\${COMPREPLY[@]}"; cat ${folder}/asked`;
    const env = { PATH: `${folder}:${process.env.PATH}` };
    const said = execFileSync('bash', ['--norc', '-c', script], { env, encoding: 'utf8' });
    expect(said).toBe('coreos\nweb one\ncompletion|words|--|status||');
  } finally {
    await rm(folder, { recursive: true });
  }
});
