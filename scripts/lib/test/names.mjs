/**
 * Compares the names of all tests before and after a change.
 * @typedef {{ file: string, name: string }} Test `name`: of its suites and its own
 * @typedef {{ vanished: string[], moved: string[], added: string[], accepted: string[],
 *   problems: string[] }} Comparison
 * @param {Test[]} before
 * @param {Test[]} after
 * @param {Record<string, string>} renamed test before → where it is tested now, a test or `test:long NAME`
 * @param {string[]} items that `npm run test:long` knows
 * @returns {Comparison} `problems`: what is wrong with `renamed`
 */
export function compareNames(before, after, renamed = {}, items = []) {
  const had = new Set(before.map(keyOf));
  const has = new Set(after.map(keyOf));
  const filesByName = new Map();
  for (const { file, name } of after.map(steady)) {
    filesByName.set(name, [...(filesByName.get(name) ?? []), file]);
  }
  const comparison = { vanished: [], moved: [], added: [], accepted: [], problems: [] };
  const targets = new Set();
  for (const [key, { file, name }] of unique(before)) {
    if (has.has(key)) continue;
    const place = renamed[key];
    // Of those of that name only what was not there before can be the one that moved.
    const now = filesByName.get(name)?.filter((other) => !had.has(`${other} > ${name}`)) ?? [];
    if (place !== undefined) comparison.accepted.push(`${key} → ${place}`);
    else if (now.length > 0) comparison.moved.push(`${name}: ${file} → ${now.join(', ')}`);
    else comparison.vanished.push(key);
    for (const other of now) targets.add(`${other} > ${name}`);
  }
  for (const [from, to] of Object.entries(renamed)) {
    targets.add(to);
    if (!had.has(from)) comparison.problems.push(`there was no test "${from}"`);
    const item = /^test:long (.*)$/.exec(to)?.[1];
    const isThere = item === undefined ? has.has(to) : items.includes(item);
    if (!isThere)
      comparison.problems.push(`"${from}" is said to be tested in "${to}", which is not there`);
  }
  for (const [key] of unique(after)) {
    if (!had.has(key) && !targets.has(key)) comparison.added.push(key);
  }
  return comparison;
}

/** True if something that was tested is tested nowhere, or is said to be where it is not. */
export const isLoss = ({ vanished, problems }) => vanished.length + problems.length > 0;

/** Lines for a terminal. */
export function comparisonLines(comparison) {
  const titles = {
    vanished: 'Tested nowhere now',
    problems: 'Wrong in the file of renamed tests',
    moved: 'In another file now',
    accepted: 'Tested elsewhere now, as the file of renamed tests says',
    added: 'New',
  };
  const lines = Object.entries(titles).flatMap(([what, title]) => {
    const all = comparison[what];
    return all.length === 0 ? [] : [`${title}: ${all.length}`, ...all.map((one) => `  ${one}`)];
  });
  return lines.length > 0 ? lines : ['The same tests in the same files.'];
}

/** A seed that is drawn anew each time is no other test. */
const steady = ({ file, name }) => ({ file, name: name.replace(/\(seed \d+\)/, '(seed N)') });

function keyOf(test) {
  const { file, name } = steady(test);
  return `${file} > ${name}`;
}

const unique = (tests) => new Map(tests.map((test) => [keyOf(test), steady(test)]));
