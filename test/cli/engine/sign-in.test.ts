import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { fileLeadingTo } from '../../../cli/engine/sign-in.js';

it('a browser is led to its link by a file that only its owner reads', async () => {
  const home = await mkdtemp(join(tmpdir(), 'muster-sign-in-'));
  try {
    await fileLeadingTo('http://127.0.0.1:1/sign-in#old', home);
    const url = 'http://127.0.0.1:1/sign-in?to=%2Fruns%2Fweb&a=1#code';
    const address = await fileLeadingTo(url, home);
    expect(address).not.toContain('code');
    const file = fileURLToPath(address);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(file, 'utf8');
    expect(text).toContain(
      '<meta http-equiv="refresh" content="0; url=http://127.0.0.1:1/sign-in?to=%2Fruns%2Fweb&amp;a=1#code">',
    );
    expect(text).not.toContain('old');
  } finally {
    await rm(home, { recursive: true });
  }
});
