import { expect, test } from 'vitest';
import type { StepView } from '../../contract/run.js';
import { isMeant, rowsOf } from '../../ui/run/rows.js';

const step = (id: string, more: Partial<StepView> = {}): StepView => ({
  id,
  type: 'shell',
  group: id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '',
  state: 'done',
  ...more,
});
const run = {
  steps: [
    step('lab/box'),
    step('lab/net', { state: 'held' }),
    step('etcd', { type: 'etcd.health' }),
  ],
  onHold: [step('call', { state: 'failed' })],
  finally: [step('sweep', { state: 'waiting' })],
};
const plan = { groups: [{ id: 'lab', group: '', needs: [], conditional: false }] };
const told = (folded: string[], find?: string) =>
  rowsOf(
    run,
    plan,
    new Set(folded),
    find === undefined ? undefined : (one) => isMeant(one, find),
  ).map((row) =>
    row.kind === 'heading' ? `# ${row.text}` : row.kind === 'group' ? `${row.id}/` : row.step.id,
  );

test('the rows of a run have what it does when it is held, and at its end', () => {
  expect(told([])).toEqual([
    'lab/',
    'lab/box',
    'lab/net',
    'etcd',
    '# Because it was held',
    'call',
    '# At the end, however it ends',
    'sweep',
  ]);
});

test('what is looked for is shown in the pipeline that it is in, though that was folded', () => {
  expect(told(['lab'])).not.toContain('lab/net');
  expect(told(['lab'], 'net')).toEqual(['lab/', 'lab/net']);
});

test('steps are found by type and by state, of on-hold too', () => {
  expect(told([], 'etcd.health')).toEqual(['etcd']);
  expect(told([], 'HELD')).toEqual(['lab/', 'lab/net']);
  expect(told([], 'failed')).toEqual(['# Because it was held', 'call']);
});
