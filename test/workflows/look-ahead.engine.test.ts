import { Context } from '@temporalio/activity';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StepResult, StepTask } from '../../contract/task.js';
import { patience } from '../patience.js';
import { by } from './chain.js';
import { plan, step } from './plan-builder.js';
import { failure, startRig, type TemporalRig } from './temporal-rig.js';

let rig: TemporalRig;
/** What began and what ended, in order. */
let told: string[];
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.close());
beforeEach(() => {
  told = [];
});

const chain = plan([
  step('a'),
  step('b', { needs: ['a'] }),
  step('c', { needs: ['b'] }),
  step('d', { needs: ['c'] }),
]);
const nameOf = ({ mode, step: id }: StepTask) => (mode === 'up' ? id : `${mode} ${id}`);
const until = (what: string) => vi.waitUntil(() => told.includes(what), patience);
const asItWas = ({ step: id }: StepTask): StepResult => ({
  holds: true,
  changed: false,
  outputs: { value: `value of ${id}` },
});

/** Each holds; some do something else. */
function does(some: { [name: string]: (task: StepTask) => Promise<StepResult> }): void {
  rig.activity = async (task) => {
    const name = nameOf(task);
    told.push(name);
    try {
      return await (some[name] ?? asItWas)(task);
    } finally {
      told.push(`${name} ended`);
    }
  };
}

/** Until somebody ends it. */
async function hang(): Promise<never> {
  const beat = setInterval(() => Context.current().heartbeat(), 50);
  return Context.current().cancelled.finally(() => clearInterval(beat));
}

describe('an up on a real server looks at what waits', () => {
  it('side by side, shows that it runs, and visits nothing that was seen to hold', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const wait = async (task: StepTask) => {
      await released;
      return asItWas(task);
    };
    does({ b: wait, 'look c': wait, 'look d': wait });
    const name = await rig.start(chain);
    await Promise.all(['b', 'look c', 'look d'].map(until));
    const view = await rig.runs.view(name);
    expect(view.state).toBe('running');
    expect(view.steps.map(({ state }) => state)).toEqual(['done', 'running', 'running', 'running']);
    release();
    const { state, steps } = await rig.settled(name);
    expect(state).toBe('succeeded');
    expect(steps.map(({ change }) => change)).toEqual(Array(4).fill('unchanged'));
    expect(steps[3]?.outputs).toEqual({ value: 'value of d' });
    expect(told.filter((one) => !one.endsWith('ended')).toSorted()).toEqual(
      ['a', 'b', 'look c', 'look d'].toSorted(),
    );
  });

  it('and visits what changes below leave in doubt, once a look that is for nothing has ended', async () => {
    does({
      b: async (task) => {
        await until('look c');
        return { ...asItWas(task), changed: true };
      },
      'look c': hang,
    });
    const name = await rig.start(chain);
    expect((await rig.settled(name)).state).toBe('succeeded');
    expect(told.indexOf('look c ended')).toBeLessThan(told.indexOf('c'));
    expect(told).toContain('d');
  });

  it('and forgets what it has seen when a worker is lost', async () => {
    does({
      b: async (task) => {
        await until('look c ended');
        await until('look d ended');
        return asItWas(task);
      },
      'look c': () => Promise.reject(failure('worker.lost')),
    });
    const name = await rig.start(chain);
    expect((await rig.settled(name)).state).toBe('succeeded');
    expect(told).toContain('c');
    expect(told).toContain('d');
  });

  it('until it is aborted: that ends each look at once', async () => {
    does({ b: hang, 'look c': hang, 'look d': hang });
    const name = await rig.start(chain);
    await until('look d');
    await rig.runs.abort(name, { undo: false, by });
    expect((await rig.settled(name)).state).toBe('aborted');
    expect(told).not.toContain('c');
    expect(told).toContain('look d ended');
  });
});
