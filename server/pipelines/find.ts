import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { isPipeline } from './is-pipeline.js';

/** A pipeline's file, and the word that stands for it in addresses. */
export interface Found {
  id: string;
  /** Absolute. */
  file: string;
}

/** Folders below a given one that are looked into. */
const deepest = 4;
/** A folder with more in it is no folder of pipelines. */
const most = 500;

/**
 * The pipelines in folders, and other known files of some. Whoever asks for an id gets what was
 * found here and nothing else: no id is ever made a path.
 */
export async function findPipelines(folders: string[], others: string[]): Promise<Found[]> {
  const found: Found[] = [];
  const add = (id: string, file: string) => {
    if (!found.some((one) => one.file === file)) found.push({ id, file });
  };
  for (const folder of folders) {
    for (const file of await pipelinesBelow(folder, deepest))
      add(idOf(relative(folder, file)), file);
  }
  for (const file of others) add(idOf(join(basename(dirname(file)), basename(file))), file);
  return found.map((one) => ({ ...one, id: ownId(one, found) }));
}

/**
 * Of those with one id each gets another by its path: by its place in the list, an address or a hook
 * would lead to another pipeline as soon as the order changes.
 */
function ownId({ id, file }: Found, all: Found[]): string {
  if (!all.some((other) => other.id === id && other.file !== file)) return id;
  return `${id}~${createHash('sha256').update(file).digest('hex').slice(0, 6)}`;
}

/** `coreos/pipeline.yaml` → `coreos`; `web.yaml` → `web`; `lab/box.yaml` → `lab.box`. */
function idOf(path: string): string {
  const words = path.replace(/\.ya?ml$/, '').split(sep);
  if (words.length > 1 && words.at(-1) === 'pipeline') words.pop();
  return words.join('.').replaceAll(/[^A-Za-z0-9._-]/g, '_');
}

async function pipelinesBelow(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, most)) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory() && depth > 0) files.push(...(await pipelinesBelow(path, depth - 1)));
    if (entry.isFile() && (await isPipeline(path))) files.push(path);
  }
  return files.slice(0, most);
}
