/**
 * What a test file waits for at one look at its processes (its Vitest worker and all that was
 * started from there, daemons too). The first that fits:
 *
 * - `processor`: one of them runs or waits for a core (state R), or together they have used half a
 *   core or more since the last look;
 * - `machines`: a program that deals with machines is under way (Vagrant, LXC, ssh, fleetctl), not
 *   as a daemon;
 * - `browser`, `servers`: Chromium, or any other child (a command, Temporal, etcd), waits for the disk
 *   (state D) or has used 4 % of a core or more since the last look;
 * - `timers`: none of that. Everybody sleeps until a time comes.
 *
 * @typedef {{ name: string, state: string, used: number, foreground: boolean, isTest: boolean }} Seen
 *   `used`: share of a core since the last look; `foreground`: its parent is one of the file's
 *   processes; `isTest`: the Vitest worker itself
 * @param {Seen[]} processes
 * @returns {'processor' | 'machines' | 'browser' | 'servers' | 'timers'}
 */
export function waitsFor(processes) {
  const used = processes.reduce((sum, each) => sum + each.used, 0);
  if (used >= 0.5 || processes.some(({ state }) => state === 'R')) return 'processor';
  const others = processes.filter(({ isTest }) => !isTest);
  if (others.some(({ name, foreground }) => foreground && machines.test(name))) return 'machines';
  const busy = (some) =>
    some.some(({ state }) => state === 'D') ||
    some.reduce((sum, each) => sum + each.used, 0) >= 0.04;
  if (busy(others.filter(({ name }) => browser.test(name)))) return 'browser';
  if (busy(others.filter(({ name }) => !browser.test(name)))) return 'servers';
  return 'timers';
}

/** Names of programs, of which Linux keeps 15 letters. */
const machines = /^(vagrant|ruby|lxc-|ssh$|scp$|rsync$|fleetctl$)/;
const browser = /^chrom/;

/** `processor 61 %, timers 39 %`: the shares of what was seen, the largest first. */
export function waitsText(waits) {
  const all = Object.values(waits).reduce((sum, ms) => sum + ms, 0);
  return Object.entries(waits)
    .map(([word, ms]) => [word, Math.round((100 * ms) / all)])
    .filter(([, share]) => share > 0)
    .toSorted(([, one], [, other]) => other - one)
    .map(([word, share]) => `${word} ${share} %`)
    .join(', ');
}
