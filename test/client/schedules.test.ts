import { type ScheduleDescription, ScheduleNotFoundError } from '@temporalio/client';
import { expect, it } from 'vitest';
import { SignatureError } from '../../client/codec.js';
import { Schedules } from '../../client/schedules.js';

const good = {
  action: { args: [{ file: '/web.yaml', mode: 'look', inputs: {}, name: 'web', by: 'anna' }] },
  memo: { pipeline: 'web', cron: '@daily' },
  state: { paused: false },
  info: { createdAt: new Date(0), nextActionTimes: [], recentActions: [] },
} as unknown as ScheduleDescription;

/** Temporal with three schedules, of which one answers as it is told to. */
function schedulesWhere(answer: () => Promise<ScheduleDescription>): Schedules {
  const schedules = ['a', 'b', 'c'].map((scheduleId) => ({
    scheduleId,
    info: { workflowType: { name: 'scheduled' } },
  }));
  const schedule = {
    options: { namespace: 'default' },
    workflowService: { listSchedules: async () => ({ schedules }) },
    getHandle: (id: string) => ({ describe: id === 'b' ? answer : async () => good }),
  };
  return new Schedules({ schedule } as never, 'queue');
}

it.each([
  ['deleted meanwhile', new ScheduleNotFoundError('gone', 'b')],
  ['not signed by Muster', new SignatureError('it is not signed')],
  ['not signed, as the SDK tells it', new Error('decoding', { cause: new SignatureError('no') })],
])('a list leaves a schedule out that was %s', async (_what, error) => {
  const found = await schedulesWhere(() => Promise.reject(error)).list();
  expect(found.map(({ id }) => id)).toEqual(['a', 'c']);
});

it('a list that cannot be had whole is no list', async () => {
  const outage = Object.assign(new Error('14 UNAVAILABLE'), { code: 14 });
  const answer = () => Promise.reject(new Error('describe', { cause: outage }));
  await expect(schedulesWhere(answer).list()).rejects.toMatchObject({
    refusal: { code: 'engine.unreachable' },
  });
});
