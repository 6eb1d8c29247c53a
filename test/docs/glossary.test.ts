import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, folders } from '../../scripts/lib/sources.mjs';

/** Words that the glossary has others for: check, apply, apply again, execute. */
const others =
  /\b(cannot|can|could not) be looked at\b|\b(made|make|makes|making) (it )?so\b|\bmade anew\b|\bcarr(y|ies|ied) (it )?out\b/i;

const root = resolve(import.meta.dirname, '../..');

test.each([...folders, 'ui', 'docs', 'pipelines'])(
  '%s speaks in the words of the glossary',
  async (folder) => {
    const files = (await filesBelow(folder)).filter(
      (file) => /\.(tsx?|md|yaml)$/.test(file) && !file.startsWith('docs/decisions/'),
    );
    expect(files.length).toBeGreaterThan(0);
    const found = files.flatMap((file) =>
      readFileSync(resolve(root, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          others.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
        ),
    );
    expect(found).toEqual([]);
  },
);
