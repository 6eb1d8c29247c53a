import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { shippedPipelines } from '../../worker/engine/version.js';

/** A pipeline that comes with Muster, to start from. */
export interface Template {
  name: string;
  description: string;
  /** Its folder in the package. */
  folder: string;
  /** Inputs that whoever copies it is asked for; the others keep their defaults. */
  asks: string[];
}

/** What a person decides of each template; the rest is for those who read its file. */
const asks: Record<string, string[]> = {
  coreos: ['machines', 'provider', 'subnet'],
  etcd: ['port'],
  shell: ['folder', 'greeting'],
};

/** What is no template of its own: other pipelines use it as a step. */
const parts = new Set(['lab']);

/** The templates there are, by name. */
export async function templates(root: string = shippedPipelines): Promise<Template[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const names = entries.map(({ name }) => name).filter((name) => !parts.has(name));
  const found = names.filter((name) => existsSync(join(root, name, 'pipeline.yaml')));
  return Promise.all(
    found.sort().map(async (name) => {
      const folder = join(root, name);
      const { description } = parse(await readFile(join(folder, 'pipeline.yaml'), 'utf8'));
      return { name, description: String(description ?? ''), folder, asks: asks[name] ?? [] };
    }),
  );
}

/**
 * Files of a pipeline's folder, relative to it: all but what its runs leave there. A copy starts
 * without the token and the machines of another cluster.
 */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return paths.filter((path) => !isLeftover(path)).sort();
}

/** Written by a run, as `.gitignore` of the shipped pipelines lists it. */
export function isLeftover(path: string): boolean {
  const [first = ''] = path.split('/');
  if (first.startsWith('.')) return first !== '.gitignore';
  if (/\.(lock|tmp|new)$/.test(path)) return true;
  if (/^(config\.rb|known_hosts|user-data)$/.test(path)) return true;
  return path.startsWith('user-data.') && path !== 'user-data.template';
}
