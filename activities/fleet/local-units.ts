import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { StepError } from '../contract/step-error.js';
import { parseUnitFile, UnitSyntaxError, unitHash } from './unit-file.js';
import { hasUnitType, namesUnit } from './unit-name.js';
import type { Unit } from './warnings.js';

/** A unit file on this computer. */
export interface LocalUnit extends Unit {
  /** Absolute. */
  path: string;
  hash: string;
}

/**
 * Read unit files.
 *
 * @throws StepError `file.missing`, `unit.invalid`, `input.invalid` (two files of one name)
 */
export async function readLocalUnits(
  directory: string,
  paths: readonly string[],
): Promise<LocalUnit[]> {
  const units = await Promise.all(paths.map((path) => readLocalUnit(resolve(directory, path))));
  for (const unit of units) {
    const first = units.find((other) => other.name === unit.name);
    if (first !== unit)
      throw new StepError('input.invalid', {
        message: `Two files name the unit ${unit.name}: ${first?.path} and ${unit.path}.`,
        next: 'Rename one of them: the name of the file is the name of the unit.',
      });
  }
  return units;
}

async function readLocalUnit(path: string): Promise<LocalUnit> {
  const name = basename(path);
  const invalid = (why: string): StepError =>
    new StepError('unit.invalid', {
      message: `${path} is no unit that fleet takes: ${why}.`,
      next: 'Correct the file.',
    });
  if (!hasUnitType(name)) throw invalid(`the name ends in no type of unit, e.g. ${name}.service`);
  if (!namesUnit(name)) throw invalid('its name has characters that fleet refuses');
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new StepError('file.missing', {
      message: `The unit file ${path} cannot be read: ${(cause as NodeJS.ErrnoException).code}.`,
      next: 'Correct the path in `units`; it starts from the folder of the pipeline.',
      cause,
    });
  });
  try {
    const options = parseUnitFile(text);
    if (options.length === 0) throw invalid('it sets no option');
    return { name, path, options, hash: unitHash(options) };
  } catch (error) {
    throw error instanceof UnitSyntaxError ? invalid(error.message) : error;
  }
}
