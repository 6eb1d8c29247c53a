import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../activities/catalogue.js';
import { formatDiagnostics, loadPipeline } from '../../language/index.js';

/** Each pipeline in `cases/` is wrong; the text beside it is all that a person is told. */
const folder = join(import.meta.dirname, 'cases');
const cases = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** Every file below the folder, by its content. */
function contents(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.txt'))
    .map(({ parentPath, name }) => {
      const text = readFileSync(join(parentPath, name));
      return `${name} ${createHash('sha256').update(text).digest('hex')}`;
    });
}

describe('a pipeline that is wrong', () => {
  it.each(cases)('%s is told in full, in 80 columns, and touches nothing', async (name) => {
    const before = contents();
    const { plan, diagnostics, sources } = await loadPipeline(join(folder, name), catalogue);
    const report = formatDiagnostics(diagnostics, sources, { directory: folder });
    await expect(report).toMatchFileSnapshot(join(folder, name.replace('.yaml', '.txt')));
    expect(plan).toBeUndefined();
    expect(report.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(contents()).toEqual(before);
  });
});
