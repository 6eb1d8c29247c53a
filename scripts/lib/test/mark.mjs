import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'vitest';

/**
 * Runs in a Vitest worker before each test file. All that the file starts inherits its name, daemons
 * too; the worker itself, whose own environment Linux shows as it was at its start, is told by a
 * file. The sampler reads both.
 */
const file = relative(process.cwd(), expect.getState().testPath ?? '');
process.env.MUSTER_TEST_FILE = file;
const folder = process.env.MUSTER_TEST_MARKS;
// One worker may have several files, one after another.
if (folder) writeFileSync(join(folder, `${process.pid}-${Date.now()}`), file);
