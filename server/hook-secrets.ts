import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFile } from '../client/private-file.js';
import { fileName } from '../contract/file-name.js';

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

  /** Makes one where there is none. */
  async make(pipeline: string): Promise<void> {
    await privateFile(this.fileOf(pipeline), () => `${randomBytes(32).toString('hex')}\n`);
  }

  async remove(pipeline: string): Promise<void> {
    await rm(this.fileOf(pipeline), { force: true });
  }

  /** Whether a request said the secret, or signed its body with it as GitHub does. */
  async isSaid(pipeline: string, request: HookRequest): Promise<boolean> {
    if (!(await this.exists(pipeline))) return false;
    const secret = (await privateFile(this.fileOf(pipeline), () => '')).trim();
    const bearer = request.authorization;
    if (bearer !== undefined) return isSame(bearer, `Bearer ${secret}`);
    const expected = `sha256=${createHmac('sha256', secret).update(request.body).digest('hex')}`;
    return isSame(request.signature ?? '', expected);
  }
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
