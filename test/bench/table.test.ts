import { describe, expect, it } from 'vitest';
import type { Measured } from '../../bench/measure.js';
import { rows } from '../../bench/rows.js';
import { formatTable } from '../../bench/table.js';

const measured: Measured[] = rows.map(({ name, steps, runs }) => {
  const side = { ms: 123_456, samples: [], cpu: 900, events: 7 * steps, workflowTasks: 2, steps };
  return {
    row: name,
    rounds: 10,
    runs,
    muster: side,
    byHand: { ...side, ms: 61_728, cpu: 1000 },
    ratio: { median: 2, quartiles: [1.234, 12.345] },
  };
});

describe('the table of a bench', () => {
  it('fits into 80 columns', () => {
    for (const line of formatTable(measured).split('\n'))
      expect(line.length).toBeLessThanOrEqual(80);
  });

  it('tells the time of one run, Muster over the other, and events and tasks a step', () => {
    const many = formatTable(measured)
      .split('\n')
      .at(-1)
      ?.trim()
      .split(/\s{2,}/);
    expect(many).toEqual([
      ...['5 steps, 32 clients', '1286', '643', '2.00', '1.23-12.35', '0.90'],
      ...['7.0/7.0', '0.4/0.4'],
    ]);
  });
});
