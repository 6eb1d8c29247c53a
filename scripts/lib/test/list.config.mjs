import { join } from 'node:path';
import { loadConfigFromFile } from 'vite';

/**
 * vitest.config.ts of the current folder, to list the names of tests only: `vitest list` runs global
 * set-ups, and would bring up three machines.
 */
const file = join(process.cwd(), 'vitest.config.ts');
const loaded = await loadConfigFromFile({ command: 'serve', mode: 'test' }, file);
const { projects, setupFiles: _, ...test } = loaded.config.test;

export default {
  ...loaded.config,
  test: {
    ...test,
    projects: projects.map((project) => {
      const { globalSetup: _, ...own } = project.test;
      return { ...project, test: own };
    }),
  },
};
