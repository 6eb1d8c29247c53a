import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Where an etcd keeps the tokens of the service in front of it. */
export const keysFolder = '/v2/keys/_etcd/registry';

/**
 * A discovery service with the replies of the real one, and ways to break it; under `keysFolder`
 * the etcd behind it, whose keys are made by PUT.
 */
export interface FakeRegistry {
  url: string;
  /** Tokens by id. */
  tokens: Map<string, { size?: number; members: string[]; started: boolean }>;
  /** Tokens handed out so far. */
  created: number;
  /** Answer everything so, instead. */
  broken?: (request: IncomingMessage, response: ServerResponse) => void;
  stop(): Promise<void>;
}

export async function fakeRegistry(): Promise<FakeRegistry> {
  const server = createServer(async (request, response) => {
    if (registry.broken) return registry.broken(request, response);
    const { status, body } =
      request.method === 'PUT'
        ? make(registry, request.url ?? '', new URLSearchParams(await text(request)))
        : answer(registry, request.url ?? '');
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const registry: FakeRegistry = {
    url: `http://127.0.0.1:${port}`,
    tokens: new Map(),
    created: 0,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return registry;
}

const missing = (key: string) => ({
  status: 404,
  body: { errorCode: 100, message: 'Key not found', cause: key, index: 6 },
});

/** As etcd: a key that must not be there (`prevExist=false`) is made once. */
function make({ tokens, url }: FakeRegistry, path: string, form: URLSearchParams) {
  const { pathname } = new URL(path, url);
  const id = /^\/v2\/keys\/_etcd\/registry\/(\w+)\/_config\/size$/.exec(pathname)?.[1] ?? '';
  if (tokens.has(id))
    return { status: 412, body: { errorCode: 105, message: 'Key already exists' } };
  tokens.set(id, { size: Number(form.get('value')), members: [], started: false });
  return { status: 201, body: { action: 'create' } };
}

function answer(registry: FakeRegistry, url: string): { status: number; body: unknown } {
  const { pathname: path, searchParams } = new URL(url, registry.url);
  const pathname = path.replace(keysFolder, '');
  if (pathname === '/new') {
    registry.created++;
    const id = registry.created.toString(16).padStart(32, 'a');
    registry.tokens.set(id, {
      size: Number(searchParams.get('size')),
      members: [],
      started: false,
    });
    return { status: 200, body: `${registry.url}/${id}` };
  }
  const [, id = '', ...rest] = pathname.split('/');
  const key = `/_etcd/registry/${id}`;
  const token = registry.tokens.get(id);
  if (!token) return missing(key);
  const what = rest.join('/');
  if (what === '_config/size' && token.size !== undefined) {
    return { status: 200, body: { action: 'get', node: { key, value: String(token.size) } } };
  }
  if (what === '_state' && token.started) {
    return { status: 200, body: { action: 'get', node: { key, value: 'started' } } };
  }
  if (what !== '') return missing(`${key}/${what}`);
  const nodes = token.members.map((name, index) => ({
    key: `${key}/f59ec27cdc62bca${index}`,
    value: `${name}=http://172.17.8.10${index + 1}:2380`,
  }));
  // As the real one: no `nodes` before the first member.
  const node = nodes.length > 0 ? { key, dir: true, nodes } : { key, dir: true };
  return { status: 200, body: { action: 'get', node } };
}
