import { statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { StepActivity } from '../activities/attempt/activity.js';
import type { Json, JsonObject } from '../contract/plan.js';
import type { StepTask } from '../contract/task.js';

/** Of two folders, the one on the host that planned the run and the one that stands for it here. */
export interface Relocation {
  from: string;
  to: string;
}

/**
 * Where a pipeline's folder lies on this host: the longest end of its path that is a folder below
 * `root`. `/home/anna/pipelines/coreos` below `/srv/pipelines` is `/srv/pipelines/coreos`, and so
 * everything in `/home/anna/pipelines` lies in `/srv/pipelines`. Where no end of it is there, `root`
 * is that folder itself. Files are compared afterwards, so a wrong guess is an error, not a surprise.
 */
export function relocationOf(directory: string, root: string): Relocation {
  const names = directory.split(sep).filter((name) => name !== '');
  // Never the whole path: then everything absolute would lie below `root`.
  for (let first = 1; first < names.length; first++) {
    const end = names.slice(first);
    if (!isFolder(join(root, ...end))) continue;
    return { from: join(sep, ...names.slice(0, first)), to: root };
  }
  return { from: directory, to: root };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The task as this host has to read it: its folder, its files, and the paths among its fields. */
export function relocateTask(task: StepTask, root: string): StepTask {
  const relocation = relocationOf(task.directory, root);
  const move = (path: string) => movePath(path, relocation);
  return {
    ...task,
    directory: move(task.directory),
    files: task.files.map((file) => ({ ...file, path: move(file.path) })),
    with: { ...task.with, value: moveWithin(task.with.value, move) as JsonObject },
  };
}

function movePath(path: string, { from, to }: Relocation): string {
  if (path === from) return to;
  const folder = from.endsWith(sep) ? from : from + sep;
  return path.startsWith(folder) ? join(to, path.slice(folder.length)) : path;
}

function moveWithin(value: Json, move: (path: string) => string): Json {
  if (typeof value === 'string') return move(value);
  if (Array.isArray(value)) return value.map((item) => moveWithin(item, move));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, moveWithin(item, move)]));
}

/** Activities of a worker whose pipelines lie elsewhere than on the host that starts runs. */
export function relocated(
  activities: Record<string, StepActivity>,
  root: string,
): Record<string, StepActivity> {
  const entries = Object.entries(activities);
  return Object.fromEntries(
    entries.map(([type, activity]) => [type, (task) => activity(relocateTask(task, root))]),
  );
}
