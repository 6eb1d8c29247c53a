import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** A fenced block of a page: what follows its language, and its text. */
interface Block {
  language: string;
  /** `file=index.js` after the language: where a reader saves it. */
  file?: string;
  text: string;
  /** Of the opening fence, from 1. */
  line: number;
}

export const docs = resolve(import.meta.dirname, '../../docs');

/** The fenced blocks of a page, in order. */
export async function blocksOf(page: string): Promise<Block[]> {
  const text = await readFile(page, 'utf8');
  return [...text.matchAll(/^```(\w+)(?: file=(\S+))?\n(.*?)^```$/gms)].map((match) => ({
    language: match[1] ?? '',
    ...(match[2] === undefined ? {} : { file: match[2] }),
    text: match[3] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }));
}

/** Save the blocks of a page that name a file, as a reader would. */
export async function saveFiles(page: string, folder: string): Promise<void> {
  for (const { file, text } of await blocksOf(page)) {
    if (file === undefined) continue;
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
}
