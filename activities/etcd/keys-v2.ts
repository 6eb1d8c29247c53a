import { StepError } from '../contract/step-error.js';
import { shortened } from '../tools/shortened.js';
import { type Answer, ask, reasonOf } from './http.js';
import type { Keys } from './keys.js';

/** A node of API v2's tree. */
interface Node {
  key?: string;
  value?: string;
  dir?: boolean;
  nodes?: Node[];
}

/** etcd's error numbers: https://etcd.io/docs/v2.3/errorcode/ */
const errors = { noKey: 100, compareFailed: 101, isFolder: 102 } as const;

/** Keys of API v2, through an endpoint that answers. */
export function keysV2(endpoint: string, signal: AbortSignal): Keys {
  const request = async (
    key: string,
    query: string,
    init: { method?: string; body?: URLSearchParams } = {},
  ): Promise<Answer & { code: number | undefined }> => {
    const answer = await ask(endpoint, `${pathOf(key)}${query}`, signal, init).catch(
      (error: unknown) => {
        signal.throwIfAborted();
        throw new StepError('etcd.unreachable', {
          message: `${endpoint} stopped answering: ${reasonOf(error)}.`,
          next: 'Look whether etcd has a leader (etcdctl cluster-health).',
          cause: error,
        });
      },
    );
    const code = (answer.json as { errorCode?: number } | undefined)?.errorCode;
    if (answer.status < 300 || code === errors.noKey || code === errors.compareFailed)
      return { ...answer, code };
    throw v2Error(endpoint, key, answer, code);
  };
  return {
    async read(name, prefix) {
      const { json, code } = await request(name, `?quorum=true${prefix ? '&recursive=true' : ''}`);
      if (code === errors.noKey) return {};
      const node = (json as { node?: Node }).node ?? {};
      if (!prefix && node.dir) return {};
      return Object.fromEntries(leaves(node));
    },
    async put(key, value) {
      await request(key, '', { method: 'PUT', body: new URLSearchParams({ value }) });
    },
    async removeIf(key, value) {
      const query = `?prevValue=${encodeURIComponent(value)}`;
      return (await request(key, query, { method: 'DELETE' })).code === undefined;
    },
  };
}

/** Every key below a node, the node's own if it is one. */
export function leaves(node: Node): [key: string, value: string][] {
  if (node.dir) return (node.nodes ?? []).flatMap(leaves);
  return node.key === undefined ? [] : [[node.key, node.value ?? '']];
}

function pathOf(key: string): string {
  const segments = key.split('/').filter((segment) => segment !== '');
  return `/v2/keys/${segments.map(encodeURIComponent).join('/')}`;
}

function v2Error(
  endpoint: string,
  key: string,
  answer: Answer,
  code: number | undefined,
): StepError {
  if (code === undefined && answer.status === 404)
    return new StepError('etcd.api', {
      message: `etcd at ${endpoint} has no keys of API v2.`,
      next: 'It is off by default from 3.4 on (start etcd with --enable-v2) and gone in 3.6: set `api: v3`, and write the keys with v3 as well.',
    });
  if (code === errors.isFolder)
    return new StepError('input.invalid', {
      message: `${key} is a folder in etcd at ${endpoint}, so it cannot have a value.`,
      next: 'Choose another key, or remove the folder.',
    });
  const { message, cause } = (answer.json ?? {}) as { message?: string; cause?: string };
  return new StepError('look.failed', {
    message: `etcd at ${endpoint} answers ${answer.status} for ${key}: ${message ?? shortened(answer.text, 200)}${cause ? ` (${cause})` : ''}.`,
    next: 'Look whether etcd has a leader (etcdctl cluster-health).',
  });
}
