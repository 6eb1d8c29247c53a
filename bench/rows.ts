/** A shape of run that is measured. */
export interface Row {
  name: string;
  steps: number;
  parallel: boolean;
  /** Step type, and what stands in a pipeline for it. */
  type: 'bench.nothing' | 'shell';
  /** How many runs make one sample, and how many of them are under way at once. */
  runs: number;
  clients: number;
  /** Pairs of samples, of a quick bench and of a full one. */
  rounds: { quick: number; full: number };
}

const one = { parallel: false, type: 'bench.nothing', runs: 1, clients: 1 } as const;

export const rows: Row[] = [
  { ...one, name: '1 no-op step', steps: 1, rounds: { quick: 60, full: 300 } },
  { ...one, name: '5 no-op steps', steps: 5, rounds: { quick: 40, full: 200 } },
  { ...one, name: '40 no-op steps', steps: 40, rounds: { quick: 14, full: 60 } },
  { ...one, name: '40 x /bin/true', steps: 40, type: 'shell', rounds: { quick: 6, full: 25 } },
  { ...one, name: '50 in parallel', steps: 50, parallel: true, rounds: { quick: 20, full: 80 } },
  {
    ...one,
    name: '5 steps, 32 clients',
    steps: 5,
    runs: 96,
    clients: 32,
    rounds: { quick: 6, full: 25 },
  },
];
