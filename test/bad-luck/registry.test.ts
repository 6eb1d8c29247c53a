import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Place, place, told } from './told.js';

/** With the real discovery service: test/activities/discovery/*.lab.test.ts. */
let at: Place;
let server: Server;
let port: number;
beforeEach(async () => {
  at = await place();
  await writeFile(join(at.folder, 'user-data.template'), template);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await at.remove();
});

const template = '#cloud-config\ncoreos:\n  etcd:\n    discovery: https://x/<token>\n';
const own = template.replace('https://x/<token>', 'http://127.0.0.1:1/6c0fe1a0');

async function serve(answer: RequestListener): Promise<void> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
}

/** `discovery.token` with that server as its registry. */
function token(size = 3) {
  return told(
    at,
    'discovery.token',
    {
      service: `http://127.0.0.1:${port}`,
      size,
      'user-data': join(at.folder, 'user-data'),
      template: join(at.folder, 'user-data.template'),
      members: [join(at.folder, 'member')],
    },
    { hide: { [`127.0.0.1:${port}`]: '172.17.8.1:8087' } },
  );
}

it('a registry that is down: no token, no user-data', async () => {
  await serve(() => {});
  await new Promise((resolve) => server.close(resolve));
  const { text, retried } = await token();
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (discovery.token, registry.unreachable, attempt 1)
      The discovery service at http://172.17.8.1:8087 does not answer: connection
      refused.

      Run one of your own (Debian's package \`etcd-discovery\` is the real service)
      or wait until it answers, then resume.
    "
  `);
  expect(retried).toBe(true);
  expect(await at.files()).toEqual(['.user-data.lock', 'user-data.template']);
});

it('a registry that is down: the token that was there stays', async () => {
  await serve(() => {});
  await new Promise((resolve) => server.close(resolve));
  await writeFile(join(at.folder, 'user-data'), own);
  expect((await token()).text).toMatchInlineSnapshot(`
    "■ held at step (discovery.token, registry.unreachable, attempt 1)
      The discovery service at http://172.17.8.1:8087 does not answer: connection
      refused.

      Run one of your own (Debian's package \`etcd-discovery\` is the real service)
      or wait until it answers, then resume.
    "
  `);
  expect(await readFile(join(at.folder, 'user-data'), 'utf8')).toBe(own);
});

it('a registry that answers HTML', async () => {
  await serve((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!DOCTYPE html>\n<html><head><title>It works!</title></head></html>\n');
  });
  const { text, retried } = await token();
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (discovery.token, registry.reply, attempt 1)
      http://172.17.8.1:8087/new?size=3 answered 200, "<!DOCTYPE html>
      <html><head><title>It works!</title></head></html>": no discovery service
      speaks like that.

      Check the address of the discovery service. Run one of your own (Debian's
      package \`etcd-discovery\` is the real service) or wait until it answers, then
      resume.
    "
  `);
  expect(retried).toBe(true);
  expect(await at.files()).toEqual(['.user-data.lock', 'user-data.template']);
});

it('a member exists, but its user-data is gone: nobody takes a new token for it', async () => {
  await serve(() => {});
  let asked = 0;
  server.on('request', () => asked++);
  await mkdir(join(at.folder, 'member', 'wal'), { recursive: true });
  const { text, retried } = await token();
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (discovery.token, token.conflict, attempt 1)
      /home/anna/demo/user-data: /home/anna/demo/member exist, but there is no
      user-data.

      A new token would split the cluster. Put the user-data of these machines back
      (coreos-vagrant keeps it in each machine as
      /var/lib/coreos-vagrant/vagrantfile-user-data) or ask for the size they have;
      or take the machines down, and bring up a new cluster.
    "
  `);
  expect({ retried, asked }).toEqual({ retried: false, asked: 0 });
  expect(await at.files()).toEqual(['member', 'user-data.template']);
});

it.each([0, -3])('a size of %i, should it reach a step after all', async (size) => {
  await serve(() => {});
  let asked = 0;
  server.on('request', () => asked++);
  const { text, retried } = await token(size);
  expect(text.replaceAll(String(size), 'N')).toMatchInlineSnapshot(`
    "■ held at step (discovery.token, input.invalid, attempt 1)
      The values of step do not fit discovery.token: size must be at least 1, not
      N.

      Correct the fields in the pipeline, or the outputs they come from.
    "
  `);
  expect({ retried, asked }).toEqual({ retried: false, asked: 0 });
  expect(await at.files()).toEqual(['user-data.template']);
});
