import { readFile } from 'node:fs/promises';
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
