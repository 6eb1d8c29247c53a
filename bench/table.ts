import type { Measured, Side } from './measure.js';

const columns = [
  { title: '', width: 19 },
  { title: 'Muster', width: 8 },
  { title: 'by hand', width: 9 },
  { title: 'ratio', width: 7 },
  { title: 'quartiles', width: 12 },
  { title: 'CPU', width: 6 },
  { title: 'events', width: 10 },
  { title: 'tasks', width: 9 },
];

/** The rows in 80 columns: ms a run, Muster's over the other's, events and workflow tasks a step. */
export function formatTable(measured: readonly Measured[]): string {
  const lines = measured.map(({ row, runs, muster, byHand, ratio }) => [
    row,
    ms(muster.ms / runs),
    ms(byHand.ms / runs),
    ratio.median.toFixed(2),
    ratio.quartiles.map((value) => value.toFixed(2)).join('-'),
    (muster.cpu / byHand.cpu).toFixed(2),
    both(muster, byHand, 'events'),
    both(muster, byHand, 'workflowTasks'),
  ]);
  return [columns.map(({ title }) => title), ...lines]
    .map((cells) => cells.map(pad).join('').trimEnd())
    .join('\n');
}

function pad(cell: string, index: number): string {
  const { width } = columns[index] ?? { width: 0 };
  return index === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function ms(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0);
}

function both(muster: Side, byHand: Side, count: 'events' | 'workflowTasks'): string {
  return [muster, byHand].map((side) => (side[count] / side.steps).toFixed(1)).join('/');
}
