import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Selection } from '../../contract/orders.js';
import { longestName, pipelineNamePattern } from '../../language/names.js';
import { usageError } from './errors.js';

/** For options that may be given more than once, or as a list: `--only a --only b`, `--only a,b`. */
export function collectList(value: string, before: string[] = []): string[] {
  return [...before, ...value.split(',').filter((item) => item !== '')];
}

/** For options that may be given more than once, one value each: `--input k=v`. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** `key=value`, as text: what it means is for the one who knows the key's type. */
export function keyAndValue(option: string, text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) {
    throw usageError(`${option} ${text}: not of the form key=value`, `Write ${option} name=value.`);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Looks have ids of their own: `look/coreos/1f2e3d4c`. */
const lookPattern = /^look\/[A-Za-z0-9._-]+\/[0-9a-f]{8}$/;

/** A run's name, checked before anybody is asked about it. */
export function runName(text: string): string {
  if (pipelineNamePattern.test(text) || lookPattern.test(text)) return text;
  const isLong = pipelineNamePattern.test(text.slice(0, longestName));
  const why = isLong ? `: it has ${text.length} characters, ${longestName} are allowed` : '';
  throw usageError(
    `${JSON.stringify(text)} cannot be the name of a run${why}`,
    `A name has letters, digits, dots, dashes and underscores, starts with a letter or digit, and is at most ${longestName} long.`,
  );
}

/** The pipeline file that a word means: the file itself, or `pipeline.yaml` in that folder. */
export function pipelineFile(word: string, cwd: string): string | undefined {
  const path = resolve(cwd, word);
  if (!existsSync(path)) return undefined;
  return statSync(path).isDirectory() ? join(path, 'pipeline.yaml') : path;
}

/** A word that can only be a path: nobody names a run so. */
export function looksLikePath(word: string): boolean {
  if (lookPattern.test(word)) return false;
  return word.includes('/') || word.startsWith('.') || /\.ya?ml$/.test(word);
}

export interface SelectionOptions {
  only?: string[];
  from?: string[];
  until?: string[];
  skip?: string[];
}

/** The steps that take part, as they are named; undefined for all. */
export function selectionOf({ only, from, until, skip }: SelectionOptions): Selection | undefined {
  const selection: Selection = {
    ...(only && { only }),
    ...(from && { from }),
    ...(until && { until }),
    ...(skip && { skip }),
  };
  return Object.keys(selection).length > 0 ? selection : undefined;
}
