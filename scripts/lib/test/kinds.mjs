import { filesBelow } from '../sources.mjs';

/**
 * The kinds of tests, in the order in which they run; those that run `beside` the others are begun
 * with the first. `runs`: of Vitest, that go on at once, each with projects of vitest.config.ts;
 * `first`: it gets the processor before all others. Default: one, with the project of that name.
 * @typedef {{ projects: string[], first?: boolean }} Run
 * @typedef {{ name: string, runs?: Run[], options: string[], beside?: boolean, what: string }} Kind
 * @type {Kind[]}
 */
export const kinds = [
  // Nothing in these waits for anybody: every core is used.
  { name: 'unit', options: ['--maxWorkers=100%'], what: 'tests without a server' },
  // These wait for a server too: more of them at once than there are cores.
  { name: 'engine', options: ['--maxWorkers=3'], what: 'tests with Temporal' },
  { name: 'page', options: [], what: 'tests of the page in a browser' },
  // Half of their time machines boot and find each other.
  {
    name: 'lab',
    runs: [{ projects: ['lab', 'lab-breaking'], first: true }, { projects: ['lab-apart'] }],
    options: [],
    beside: true,
    what: 'tests on three real machines',
  },
];

/** The runs of Vitest for a kind; `projects`: its arguments for them. */
export function runsOf(name) {
  const { runs = [{ projects: [name] }] } = kinds.find((kind) => kind.name === name) ?? {};
  return runs.map(({ projects, first = false }) => ({
    projects: projects.flatMap((project) => ['--project', project]),
    first,
  }));
}

/** The kind of a test file, by its name; undefined: it is no test. */
export function kindOf(file) {
  if (!file.endsWith('.test.ts')) return undefined;
  const named = /\.([a-z]+)\.test\.ts$/.exec(file)?.[1];
  return kinds.some(({ name }) => name === named) ? named : 'unit';
}

/** All test files, relative to the repository's folder, which has to be the current one. */
export async function testFiles() {
  return (await filesBelow('test')).filter((file) => kindOf(file) !== undefined);
}

/**
 * The files that filters name: paths, or parts of paths.
 * @param {string[]} files
 * @param {string[]} filters
 * @param {string} folder that the files are relative to
 * @returns {{ chosen: string[], unknown: string[] }} `unknown`: filters that fit no file
 */
export function chooseFiles(files, filters, folder) {
  const fits = (file, filter) =>
    file.includes(filter.replace(/^\.\//, '')) || `${folder}/${file}`.includes(filter);
  return {
    chosen: files.filter((file) => filters.some((filter) => fits(file, filter))),
    unknown: filters.filter((filter) => !files.some((file) => fits(file, filter))),
  };
}
