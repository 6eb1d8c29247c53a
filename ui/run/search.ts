/** What of a run is shown; it stands in the address. */
export interface RunSearch {
  /** Run id; absent: the latest run of the name, also when another one takes it. */
  run?: string | undefined;
  view?: View | undefined;
  /** Id of the step whose details are shown. */
  step?: string | undefined;
  /** Of which steps those are shown that hold it in their address, name, type or state. */
  find?: string | undefined;
}

export const views = ['steps', 'graph', 'time', 'cluster', 'values', 'history'] as const;
export type View = (typeof views)[number];

export function runSearch(search: Record<string, unknown>): RunSearch {
  const text = (name: string) => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    run: text('run'),
    view: views.find((view) => view === search.view),
    step: text('step'),
    find: text('find'),
  };
}
