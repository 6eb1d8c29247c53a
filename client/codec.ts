import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import type { Refused } from '../contract/orders.js';
import { EngineError } from './engine.js';
import { privateFile } from './private-file.js';

/** Metadata of a payload: its signature, 32 bytes of HMAC-SHA-256. */
const SIGNATURE = 'muster-signature';
/** Metadata of a payload: the workflow id it was written for. Signed with the rest. */
const WORKFLOW = 'muster-workflow';
/** Metadata of a payload: the step (activity id) it was written for, empty for the run itself. */
const STEP = 'muster-step';

/** The part of the SDK's (experimental) serialization context that is used here. */
interface Context {
  type: 'workflow' | 'activity';
  workflowId?: string;
  activityId?: string;
}

/** A payload that Muster did not write, or that was written for another run or step. */
export class SignatureError extends Error {
  override readonly name = 'SignatureError';

  constructor(why: string) {
    super(
      `A payload was refused: ${why}. Only commands that share the state directory's payload.key may talk to its runs.`,
    );
  }
}

export interface CodecOptions {
  /**
   * What decoding does with a payload that is refused. `throw` (default): for a client, which says
   * so. `mark`: for a worker, whose interceptors refuse the one run, update, query or step that
   * brought what stands in its place ({@link Refused}); a throw would fail the workflow task, which
   * Temporal repeats for ever.
   */
  refused?: 'throw' | 'mark';
}

/**
 * Signs every payload and refuses those without a valid signature: another user of this computer
 * can reach the embedded server's port, but no worker runs what Muster did not write. The data and
 * their encoding stay as they are, readable in Temporal's UI. Headers and search attributes do not
 * pass through codecs: nothing may be decided upon them.
 */
export class SigningCodec implements PayloadCodec {
  readonly #key: Buffer;
  readonly #refused: 'throw' | 'mark';

  constructor(key: Buffer, options: CodecOptions = {}) {
    this.#key = key;
    this.#refused = options.refused ?? 'throw';
  }

  /** The same for a reader who can do without what is refused. */
  marking(): SigningCodec {
    return new SigningCodec(this.#key, { refused: 'mark' });
  }

  async encode(payloads: Payload[], context?: Context): Promise<Payload[]> {
    return payloads.map((payload) => {
      const metadata = { ...payload.metadata };
      delete metadata[SIGNATURE];
      delete metadata[WORKFLOW];
      delete metadata[STEP];
      if (context?.workflowId) {
        metadata[WORKFLOW] = Buffer.from(context.workflowId);
        metadata[STEP] = Buffer.from(activityIdIn(context));
      }
      metadata[SIGNATURE] = this.#sign(metadata, payload.data);
      return { ...payload, metadata };
    });
  }

  async decode(payloads: Payload[], context?: Context): Promise<Payload[]> {
    return payloads.map((payload) => {
      const why = this.#whyRefused(payload, context);
      if (why !== undefined) return this.#refuse(why);
      const metadata = { ...payload.metadata };
      delete metadata[SIGNATURE];
      delete metadata[WORKFLOW];
      delete metadata[STEP];
      return { ...payload, metadata };
    });
  }

  #whyRefused(payload: Payload, context: Context | undefined): string | undefined {
    const { [SIGNATURE]: signature, ...signed } = payload.metadata ?? {};
    if (!signature) return 'it is not signed';
    const expected = this.#sign(signed, payload.data);
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      return 'its signature does not fit';
    }
    const writtenFor = signed[WORKFLOW];
    if (!writtenFor || !context?.workflowId) return undefined;
    // A signed payload of one run must not steer another one, nor that of one step another step.
    const workflow = Buffer.from(writtenFor).toString();
    if (workflow !== context.workflowId && !isTurnOf(workflow, context.workflowId)) {
      return `it was written for the run ${workflow}`;
    }
    // Payloads of Muster 0.1.0 name no step.
    const step = signed[STEP] && Buffer.from(signed[STEP]).toString();
    if (step === undefined || step === activityIdIn(context)) return undefined;
    return step === ''
      ? 'it was written for the run itself'
      : `it was written for the step ${step}`;
  }

  #refuse(why: string): Payload {
    const error = new SignatureError(why);
    if (this.#refused === 'throw') throw error;
    const mark: Refused = { 'muster-refused': error.message };
    return {
      metadata: { encoding: Buffer.from('json/plain') },
      data: Buffer.from(JSON.stringify(mark)),
    };
  }

  /** Over all metadata in order of name, and the data; lengths first, so that no two can look alike. */
  #sign(metadata: Record<string, Uint8Array>, data: Uint8Array | null | undefined): Buffer {
    const hmac = createHmac('sha256', this.#key);
    const add = (given: Uint8Array) => {
      // The SDK hands empty bytes over as an empty array, which is none.
      const bytes = Buffer.from(given);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      hmac.update(length).update(bytes);
    };
    for (const name of Object.keys(metadata).sort()) {
      add(Buffer.from(name));
      add(metadata[name] ?? new Uint8Array());
    }
    hmac.update('data');
    add(data ?? new Uint8Array());
    return hmac.digest();
  }
}

/** Temporal starts what a schedule holds under its id and the time: `schedule/ID-2026-11-26T02:00:00Z`. */
function isTurnOf(schedule: string, workflowId: string): boolean {
  if (!schedule.startsWith('schedule/') || !workflowId.startsWith(schedule)) return false;
  return /^-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(workflowId.slice(schedule.length));
}

/** The visit of a step that a payload belongs to: what it is given, answers, or tells on the way. */
function activityIdIn(context: Context): string {
  return context.type === 'activity' ? (context.activityId ?? '') : '';
}

/** Where the key of a state directory lies. */
export function payloadKeyFile(home: string): string {
  return join(home, 'payload.key');
}

/** The key of a state directory, made at first use. Hosts that share a Temporal cluster share it. */
export async function signingKey(home: string): Promise<Buffer> {
  const file = payloadKeyFile(home);
  const text = await privateFile(file, () => `${randomBytes(32).toString('hex')}\n`);
  const key = Buffer.from(text.trim(), 'hex');
  if (key.length !== 32) {
    const next = 'Put it back from a copy. Without it the runs there are cannot go on.';
    throw new EngineError(`${file} is not a key: 64 hexadecimal digits are expected.`, next);
  }
  return key;
}

/** The data converter of a client (`throw`) or worker (`mark`) of this state directory. */
export async function signingConverter(
  home: string,
  options: CodecOptions = {},
): Promise<DataConverter> {
  return { payloadCodecs: [new SigningCodec(await signingKey(home), options)] };
}
