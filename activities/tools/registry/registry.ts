import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { StepError } from '../../contract/step-error.js';
import { boundedText, jsonOf } from '../http/bounded-text.js';
import { connectionFailure } from '../http/connection-failure.js';
import { shortened } from '../shortened.js';
import { tokenId } from './user-data.js';

/** What the discovery service says of a token. */
export type TokenState =
  | { known: false }
  | {
      known: true;
      /** Absent: its size key is missing, and no cluster can form with it. */
      size?: number;
      /** Names of the registered members, sorted: the service lists them in no order. */
      members: string[];
      /** `_state` of the etcd 0.4 protocol: a cluster formed with it. */
      started: boolean;
    };

const keysReply = z.object({
  node: z.object({
    value: z.string().optional(),
    nodes: z.array(z.object({ key: z.string(), value: z.string().optional() })).optional(),
  }),
});
const livingWays =
  "Run one of your own (Debian's package `etcd-discovery` is the real service) or wait until it answers, then resume.";

/** Of one request, in ms: the service answers in milliseconds or not at all. */
const patience = 10_000;

/** Get a new token. The service accepts any size, so the caller's schema refuses those below 1. */
export async function createToken(
  service: string,
  size: number,
  signal: AbortSignal,
): Promise<string> {
  if (isKeysFolder(service)) return createInEtcd(base(service), size, signal);
  const url = `${base(service)}/new?size=${size}`;
  const { status, text } = await ask(url, signal);
  const token = text.trim();
  if (status !== 200 || tokenId(token) === undefined) throw noToken(url, status, text);
  return token;
}

/** What the service itself does for `/new`: the size under an id that nobody can guess. */
async function createInEtcd(folder: string, size: number, signal: AbortSignal): Promise<string> {
  const token = `${folder}/${randomBytes(16).toString('hex')}`;
  const url = `${token}/_config/size`;
  const body = new URLSearchParams({ value: String(size) });
  const { status, text } = await ask(`${url}?prevExist=false`, signal, { method: 'PUT', body });
  if (status !== 201) throw noToken(url, status, text);
  return token;
}

/** An etcd without the service in front of it: `http://HOST:2379/v2/keys/_etcd/registry`. */
function isKeysFolder(service: string): boolean {
  return new URL(service).pathname.startsWith('/v2/keys/');
}

/**
 * Ask the service for a token by its id. The host in the token's URL is what the service calls
 * itself for the machines, and need not be the address by which this computer reaches it.
 */
export async function lookAtToken(
  service: string,
  id: string,
  signal: AbortSignal,
): Promise<TokenState> {
  const token = `${base(service)}/${id}`;
  // The keys that start with `_` are hidden in the listing, so each is asked for.
  const [listing, size, state] = await Promise.all([
    key(token, signal),
    key(`${token}/_config/size`, signal),
    key(`${token}/_state`, signal),
  ]);
  if (listing === undefined) return { known: false };
  const members = (listing.nodes ?? [])
    .map((node) => (node.value ?? node.key).split('=', 1)[0] ?? '')
    .filter((name) => name !== '')
    .toSorted();
  const count = Number(size?.value);
  return {
    known: true,
    ...(Number.isInteger(count) ? { size: count } : {}),
    members,
    started: state !== undefined,
  };
}

/**
 * A key of the v2 API; undefined where there is none: `errorCode` 100, or a bare 404 for an id that
 * the service does not take for a token.
 */
async function key(url: string, signal: AbortSignal) {
  const { status, text } = await ask(url, signal);
  if (status === 404) return undefined;
  const reply = keysReply.safeParse(jsonOf(text));
  if (status === 200 && reply.success) return reply.data.node;
  throw noToken(url, status, text);
}

async function ask(
  url: string,
  signal: AbortSignal,
  init: { method?: string; body?: URLSearchParams } = {},
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, {
      ...init,
      // A redirect is an answer too: the dead public service answers its root with one.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    });
    return { status: response.status, text: await boundedText(response) };
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(url, error as Error);
  }
}

/** The error for a service that gave no answer; `error`: what `fetch` threw. */
export function unreachable(url: string, error: Error): StepError {
  const { cause } = error;
  const reason = cause instanceof Error && cause.message !== '' ? cause : error;
  return new StepError('registry.unreachable', {
    message: `The discovery service at ${new URL(url).origin} does not answer: ${connectionFailure(reason)}.${obituary(url)}`,
    next: livingWays,
    cause: error,
  });
}

function noToken(url: string, status: number, text: string): StepError {
  const start = shortened(text.trim().replace(/\s+/g, ' '), 120);
  return new StepError('registry.reply', {
    message: `${url} answered ${status}${start === '' ? '' : `, "${start}"`}: no discovery service speaks like that.${obituary(url)}`,
    next: isKeysFolder(url)
      ? 'It must be an etcd with the keys of API v2: version 3.5 or older, from 3.4 on with `--enable-v2`.'
      : `Check the address of the discovery service. ${livingWays}`,
  });
}

function obituary(url: string): string {
  return new URL(url).hostname === 'discovery.etcd.io'
    ? ' The public service discovery.etcd.io is no longer maintained.'
    : '';
}

function base(service: string): string {
  return service.replace(/\/+$/, '');
}
