import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFile, readPrivate } from '../../client/private-file.js';
import { fileName } from '../../contract/file-name.js';
import { Taken } from './taken.js';

/** Secrets by which a pipeline's hook is known: a 0600 file each, made when somebody asks for it. */
export class HookSecrets {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  fileOf(pipeline: string): string {
    return join(this.#folder, `${fileName(pipeline)}.secret`);
  }

  async exists(pipeline: string): Promise<boolean> {
    return stat(this.fileOf(pipeline)).then(
      () => true,
      () => false,
    );
  }

  /** Makes one where there is none for this file: ids follow the files that are there. */
  async make(pipeline: string, file: string): Promise<void> {
    if (!(await this.isFor(pipeline, file))) await this.remove(pipeline);
    await privateFile(this.fileOf(pipeline), () => `${randomBytes(32).toString('hex')}\n`);
    await privateFile(this.#noteOf(pipeline), () => file);
  }

  /** Whether it was made for this file. One of Muster 0.1.0 says nothing of that. */
  async isFor(pipeline: string, file: string): Promise<boolean> {
    return ((await readPrivate(this.#noteOf(pipeline))) ?? file) === file;
  }

  #noteOf(pipeline: string): string {
    return join(this.#folder, `${fileName(pipeline)}.file`);
  }

  /** Which fields of a body become inputs; absent where the body is the inputs. */
  mapFileOf(pipeline: string): string {
    return join(this.#folder, `${fileName(pipeline)}.map.json`);
  }

  /** The signed bodies that were taken. */
  takenOf(pipeline: string): Taken {
    return new Taken(join(this.#folder, `${fileName(pipeline)}.used`));
  }

  /** The secret, and what was kept with it. */
  async remove(pipeline: string): Promise<void> {
    await rm(this.fileOf(pipeline), { force: true });
    await rm(this.#noteOf(pipeline), { force: true });
    await rm(this.mapFileOf(pipeline), { force: true });
    await this.takenOf(pipeline).forget();
  }

  /**
   * Whether a request says the secret, or its body is signed with it as GitHub does, and by which
   * signature; undefined if neither.
   */
  async proofOf(pipeline: string, request: HookRequest): Promise<HookProof | undefined> {
    const secret = (await readPrivate(this.fileOf(pipeline)))?.trim();
    if (secret === undefined) return undefined;
    const bearer = request.authorization;
    if (bearer !== undefined) return isSame(bearer, `Bearer ${secret}`) ? {} : undefined;
    const signature = `sha256=${createHmac('sha256', secret).update(request.body).digest('hex')}`;
    return isSame(request.signature ?? '', signature) ? { signature } : undefined;
  }
}

/** That a caller knows the secret. */
export interface HookProof {
  /** Of the body; absent where the secret itself was said. */
  signature?: string;
}

export interface HookRequest {
  body: Uint8Array;
  authorization?: string | undefined;
  /** `X-Hub-Signature-256`. */
  signature?: string | undefined;
}

/** Digests are of one length, as the comparison in constant time wants it. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
