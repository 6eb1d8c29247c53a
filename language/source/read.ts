import { readFile, stat } from 'node:fs/promises';
import { limits } from '../limits.js';

/** Why a file cannot be read as text. */
export interface Unreadable {
  code: 'file.missing' | 'file.not-text' | 'file.too-large';
  /** What is wrong with it, to follow its name: `does not exist`. */
  message: string;
  hint?: string;
}

const rightFile = 'is this the right file? A pipeline is YAML, a few KiB of it';

/** The text of a file, or why there is none. Never waits for a device or a pipe. */
export async function readText(file: string): Promise<{ text: string } | Unreadable> {
  let bytes: Buffer;
  try {
    const { size, isFile, isDirectory } = await kindOf(file);
    if (isDirectory) {
      return {
        code: 'file.not-text',
        message: 'is a folder',
        hint: 'name the file in it, such as pipeline.yaml',
      };
    }
    if (!isFile) return { code: 'file.not-text', message: 'is no regular file' };
    if (size > limits.fileBytes) {
      return { code: 'file.too-large', message: 'is larger than 1 MiB', hint: rightFile };
    }
    bytes = await readFile(file);
  } catch (error) {
    return { code: 'file.missing', message: reasonOf(error) };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return { text };
  } catch {
    // Not UTF-8: said below.
  }
  return { code: 'file.not-text', message: 'is not UTF-8 text', hint: rightFile };
}

async function kindOf(file: string) {
  const stats = await stat(file);
  return { size: stats.size, isFile: stats.isFile(), isDirectory: stats.isDirectory() };
}

/** What the system says, in words: `does not exist`. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  if (code === 'ELOOP') return 'is a link that leads back to itself';
  return `cannot be read: ${message}`;
}
