import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { JsonObject } from '../../contract/plan.js';
import { pipelineNamePattern } from '../../language/names.js';
import { CommandError } from '../command/errors.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { editPipeline } from './edit.js';
import { filesOf, type Template } from './shipped.js';

/** A file to be copied. */
interface Copy {
  from: string;
  /** Relative to the new folder. */
  to: string;
}

const main = 'pipeline.yaml';
/** Another shipped pipeline as a step: its folder comes along, into the new one. */
const beside = /\.\.\/([a-z][a-z0-9-]*)\/pipeline\.yaml/g;

/**
 * Copies a template into a folder, with its name and these defaults for its inputs. Writes nothing
 * where a file is there already.
 * @returns the files written, relative to the folder.
 * @throws CommandError `init.exists`
 */
export async function copyTemplate(
  template: Template,
  directory: string,
  defaults: JsonObject,
): Promise<string[]> {
  const text = await readFile(join(template.folder, main), 'utf8');
  const copies = await copiesOf(template, text);
  const targets = [main, ...copies.map(({ to }) => to)];
  refuseToOverwrite(directory, targets);
  const name = basename(directory);
  const changes = { defaults, ...(pipelineNamePattern.test(name) && { name }) };
  await mkdir(directory, { recursive: true });
  for (const { from, to } of copies) {
    await mkdir(dirname(join(directory, to)), { recursive: true });
    await copyFile(from, join(directory, to), constants.COPYFILE_EXCL);
  }
  const edited = editPipeline(text, changes).replaceAll(beside, `$1/${main}`);
  await writeFile(join(directory, main), edited, { flag: 'wx' });
  return targets;
}

/** All but the pipeline's own file, those of the pipelines it uses included. */
async function copiesOf({ folder }: Template, text: string): Promise<Copy[]> {
  const own = await filesOf(folder);
  const copies = own
    .filter((path) => path !== main)
    .map((path) => ({ from: join(folder, path), to: path }));
  for (const other of new Set([...text.matchAll(beside)].map(([, name = '']) => name))) {
    const used = join(dirname(folder), other);
    for (const path of await filesOf(used)) {
      copies.push({ from: join(used, path), to: join(other, path) });
    }
  }
  return copies;
}

function refuseToOverwrite(directory: string, targets: string[]): void {
  const there = targets.filter((path) => existsSync(join(directory, path)));
  if (there.length === 0) return;
  const shown = there.slice(0, 5).map((path) => `  ${path}`);
  if (there.length > shown.length) shown.push(`  and ${there.length - shown.length} more`);
  throw new CommandError(
    exitCodes.refused,
    'init.exists',
    `${directory} has files already that would be overwritten:\n${shown.join('\n')}`,
    'Nothing was written. Name another folder, or move them away.',
    { data: { files: there } },
  );
}
