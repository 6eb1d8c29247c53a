import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import { privateFile } from './private-file.js';

/** Metadata of a payload: its signature, 32 bytes of HMAC-SHA-256. */
const SIGNATURE = 'muster-signature';
/** Metadata of a payload: the workflow id it was written for. Signed with the rest. */
const WORKFLOW = 'muster-workflow';
/** Encoding of what took the place of a refused payload. No converter knows it. */
const REFUSED = 'refused: not signed by this Muster';

/** The part of the SDK's (experimental) serialization context that is used here. */
interface Context {
  type: 'workflow' | 'activity';
  workflowId?: string;
}

/** A payload that Muster did not write, or that was written for another run. */
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
   * What decoding a payload for a workflow does when it is refused. `throw`: a client says so.
   * `mark`: a worker hands the workflow something it cannot read instead. The SDK then refuses the
   * one update, query or run that brought it; a throw would fail the workflow task, which Temporal
   * repeats for ever.
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

  async encode(payloads: Payload[], context?: Context): Promise<Payload[]> {
    return payloads.map((payload) => {
      const metadata = { ...payload.metadata };
      delete metadata[SIGNATURE];
      delete metadata[WORKFLOW];
      if (context?.workflowId) metadata[WORKFLOW] = Buffer.from(context.workflowId);
      metadata[SIGNATURE] = this.#sign(metadata, payload.data);
      return { ...payload, metadata };
    });
  }

  async decode(payloads: Payload[], context?: Context): Promise<Payload[]> {
    return payloads.map((payload) => {
      const why = this.#whyRefused(payload, context);
      if (why !== undefined) return this.#refuse(why, context);
      const metadata = { ...payload.metadata };
      delete metadata[SIGNATURE];
      delete metadata[WORKFLOW];
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
    // A signed payload of one run must not steer another one.
    const workflow = Buffer.from(writtenFor).toString();
    return workflow === context.workflowId ? undefined : `it was written for the run ${workflow}`;
  }

  #refuse(why: string, context: Context | undefined): Payload {
    if (this.#refused === 'throw' || context?.type !== 'workflow') throw new SignatureError(why);
    return { metadata: { encoding: Buffer.from(REFUSED) }, data: new Uint8Array() };
  }

  /** Over all metadata in order of name, and the data; lengths first, so that no two can look alike. */
  #sign(metadata: Record<string, Uint8Array>, data: Uint8Array | null | undefined): Buffer {
    const hmac = createHmac('sha256', this.#key);
    const add = (bytes: Uint8Array) => {
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

/** The key of a state directory, made at first use. Hosts that share a Temporal cluster share it. */
export async function signingKey(home: string): Promise<Buffer> {
  const file = join(home, 'payload.key');
  const text = await privateFile(file, () => `${randomBytes(32).toString('hex')}\n`);
  const key = Buffer.from(text.trim(), 'hex');
  if (key.length !== 32)
    throw new Error(`${file} is not a key: 64 hexadecimal digits are expected.`);
  return key;
}

/** The data converter of a client (`throw`) or worker (`mark`) of this state directory. */
export async function signingConverter(
  home: string,
  options: CodecOptions = {},
): Promise<DataConverter> {
  return { payloadCodecs: [new SigningCodec(await signingKey(home), options)] };
}
