/** The command whose link leads to a page: to a run's own, else to the list of all. */
export function commandTo(pathname: string): string {
  const name = /^\/runs\/([A-Za-z0-9][A-Za-z0-9._-]*)(\/|$)/.exec(pathname)?.[1];
  return name === undefined ? 'muster open' : `muster open ${name}`;
}
