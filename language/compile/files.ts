import { stat } from 'node:fs/promises';
import type { FileDigest } from '../../contract/plan.js';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import { fileDigest } from '../source/file-digest.js';
import { reasonOf } from '../source/read.js';
import { nameFrom, type Place } from '../source/source.js';
import type { FoundPath } from './paths.js';

/** Reads the files that steps name, each once. */
export class FileDigests {
  readonly #known = new Map<string, Promise<string>>();
  readonly #written: ReadonlySet<string>;
  readonly #diagnostics: Diagnostics;

  /** `written`: paths that a step of the plan writes. What is in them now says nothing. */
  constructor(written: ReadonlySet<string>, diagnostics: Diagnostics) {
    this.#written = written;
    this.#diagnostics = diagnostics;
  }

  /** Of the files among these paths. One that is not there is reported. */
  async of(paths: readonly FoundPath[], fields: Place): Promise<FileDigest[]> {
    const digests: FileDigest[] = [];
    for (const { kind, path, field } of paths) {
      if (kind !== 'file' || this.#written.has(path)) continue;
      try {
        digests.push({ path, sha256: await this.#digest(path) });
      } catch (error) {
        const reason = error instanceof NotAFile ? error.message : reasonOf(error);
        const at = fields.at(...field);
        this.#diagnostics.add('file.missing', at.value, `${nameFrom(at, path)} ${reason}`, {
          hint: 'paths start from the folder of the pipeline that names them',
        });
      }
    }
    return digests;
  }

  #digest(path: string): Promise<string> {
    const known = this.#known.get(path) ?? digestOf(path);
    this.#known.set(path, known);
    return known;
  }
}

class NotAFile extends Error {}

async function digestOf(path: string): Promise<string> {
  const stats = await stat(path);
  if (stats.isDirectory()) throw new NotAFile('is a folder, not a file');
  if (!stats.isFile()) throw new NotAFile('is no regular file');
  return fileDigest(path);
}
