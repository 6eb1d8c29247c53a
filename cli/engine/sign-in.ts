import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import writeFileAtomic from 'write-file-atomic';
import type { Engine } from '../../client/engine.js';
import { homeAt } from '../../worker/engine/home.js';
import { CommandError } from '../command/errors.js';
import { exitCodes } from '../terminal/exit-codes.js';

/** A link that signs one browser in, once; `to` is the page that it shows then. */
export async function signInLink(
  engine: Pick<Engine, 'url' | 'home'>,
  role: 'operator' | 'reader',
  to: string,
): Promise<string> {
  const token = (await readFile(homeAt(engine.home).tokenFile, 'utf8')).trim();
  const answer = await fetch(`${engine.url}/api/sign-in-codes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ role }),
  });
  if (!answer.ok) {
    throw new CommandError(
      exitCodes.engine,
      'engine.refused',
      `The engine refused a link: ${answer.status} ${await answer.text()}`,
      'See logs/daemon.log in the state directory.',
    );
  }
  const url = new URL(((await answer.json()) as { url: string }).url);
  if (to !== '/') url.searchParams.set('to', to);
  return url.href;
}

/**
 * The address of a file, for its owner only, that leads a browser on to a link: what a program is
 * given as an argument everybody on this computer can read (`ps`), and the link signs one in.
 */
export async function fileLeadingTo(url: string, home: string): Promise<string> {
  const { signInFile } = homeAt(home);
  const link = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const page = `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${link}">
<title>Muster</title>
<p><a href="${link}">To the page</a></p>
`;
  await writeFileAtomic(signInFile, page, { mode: 0o600 });
  return pathToFileURL(signInFile).href;
}
