import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hiding } from './hiding.js';

/** What programs of this computer print of secrets, between brackets, each ended by NUL. */
const secrets = fc
  .sample(
    fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'\'"\\$`&%+ \n\tüß€😀/<>;#!*()a1n~^{}'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
      minLength: 6,
      maxLength: 30,
    }),
    { numRuns: 60, seed: 7 },
  )
  .map((text) => `a${text.replaceAll('\0', '').replaceAll('\r', '')}z`)
  .filter((text) => Buffer.from(text).toString() === text);

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-tools-'));
  file = join(folder, 'secrets');
  await writeFile(file, secrets.map((text) => `${text}\0`).join(''));
});
afterAll(() => rm(folder, { recursive: true }));

const loop = (body: string) => `while IFS= read -r -d '' x; do ${body}; done < "$1"`;

async function printed(script: string, env: Record<string, string>): Promise<string[]> {
  const { stdout, stderr } = await execa('bash', ['-c', script, 'bash', file], {
    env,
    stripFinalNewline: false,
  });
  return `${stdout}${stderr}`.split('\0').slice(0, -1);
}

const locales = [{ LC_ALL: 'C.UTF-8' }, { LC_ALL: 'C' }];

it.each([
  ['printf %q', `printf '[%q]\\0' "$x"`],
  ['@Q', `printf '[%s]\\0' "\${x@Q}"`],
  ['declare -p', `printf '[%s]\\0' "$(declare -p x)"`],
  ['set -x', `{ set -x; : "[$x]"; { set +x; } 2> /dev/null; printf '\\0' >&2; }`],
])('hides what %s prints', async (tool, body) => {
  for (const env of locales) {
    const all = await printed(loop(body), env);
    expect(all).toHaveLength(secrets.length);
    for (const [index, text] of all.entries()) {
      const around = /^(\+ : \$?'?)?\[(declare -- x=)?\$?['"]?\*\*\*['"]?\]'?\n?$/;
      expect(hiding(secrets[index] ?? '').text(text), `${tool}: ${text}`).toMatch(around);
    }
  }
});

const jq = await execa('jq', ['--version'], { reject: false });

it.skipIf(jq.failed)('hides what jq prints', async () => {
  const forms = '[@uri, @sh, @json, @html, @base64, (tojson | tojson)]';
  const filter = `[split("\\u0000")[] | select(. != "") | ${forms}]`;
  const { stdout } = await execa('jq', ['-cRs', filter, file]);
  const all = JSON.parse(stdout) as string[][];
  expect(all).toHaveLength(secrets.length);
  for (const [index, texts] of all.entries()) {
    const masker = hiding(secrets[index] ?? '');
    // Of base64 the last characters depend on what follows.
    for (const text of texts)
      expect(masker.text(text), text).toMatch(/^['"\\]*\*\*\*['"\\]*[\w+/]?={0,2}$/);
  }
});

const python = `
import html, json, pprint, shlex, sys, urllib.parse as u
for x in open(sys.argv[1], newline='').read().split('\\0')[:-1]:
    forms = [json.dumps(x), json.dumps(json.dumps({'k': x})), repr(x), repr([x]), repr(x.encode()), ascii(x),
             u.quote(x), u.quote(x, safe=''), u.quote_plus(x), u.urlencode({'k': x}), html.escape(x),
             x.encode('ascii', 'xmlcharrefreplace').decode(), x.encode('unicode_escape').decode(), shlex.quote(x)]
    print(json.dumps(forms))
`;

it('hides what Python prints', async () => {
  const { stdout } = await execa('python3', ['-c', python, file], { env: { PYTHONUTF8: '1' } });
  const lines = stdout.split('\n');
  expect(lines).toHaveLength(secrets.length);
  for (const [index, line] of lines.entries()) {
    const masker = hiding(secrets[index] ?? '');
    for (const form of JSON.parse(line) as string[]) {
      // What is left are the quotes and names around it.
      expect(masker.text(form), form).toMatch(/^(b|k=|[{}"'[\]\\]|k\\?": )*\*\*\*[\\"'}\]]*$/);
    }
  }
});
