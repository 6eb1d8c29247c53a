import { StepError } from '../../contract/step-error.js';

/** What the system says when a file cannot be written, in words, and what to do about it. */
const known: { [code: string]: [why: string, next: string] } = {
  ENOSPC: ['the disk is full', 'Make room on that disk'],
  EDQUOT: ['the disk quota of this user is used up', 'Make room on that disk'],
  EROFS: ['the disk is mounted read-only', 'Mount it writable, or name another path'],
  EACCES: ['this user may not write there', 'Make the folder writable for this user'],
  EPERM: ['this user may not write there', 'Make the folder writable for this user'],
  ENOENT: ['its folder does not exist', 'Make the folder, or correct the path'],
  ENOTDIR: ['a part of its path is no folder', 'Correct the path'],
  EISDIR: ['it is a folder', 'Correct the path, or move the folder away'],
};

/** Why something cannot be written, in words: `the disk is full`. */
export function whyUnwritable(error: NodeJS.ErrnoException): string {
  return known[error.code ?? '']?.[0] ?? error.message;
}

/** A file of a person's that could not be replaced. */
export function unwritable(path: string, error: NodeJS.ErrnoException): StepError {
  const next = known[error.code ?? '']?.[1] ?? 'Put that right';
  return new StepError('file.unwritable', {
    message: `${path} cannot be written: ${whyUnwritable(error)}. What was there is as it was.`,
    next: `${next}, then resume.`,
    cause: error,
  });
}
