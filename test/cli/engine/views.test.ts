import { describe, expect, test } from 'vitest';
import type { Session } from '../../../cli/engine/session.js';
import { viewsOf } from '../../../cli/engine/views.js';
import { unreachable } from '../../../client/unreachable.js';
import { createVerbs } from '../../../client/verbs/index.js';
import type { RunView } from '../../../contract/run.js';
import { fakeRuns, somebody } from '../fake-runs.js';
import { bootingRun, doneRun } from '../fixtures.js';

/** Engines in their order: each shows its views, and then is there no more, or is killed. */
function session(engines: { shows: RunView[]; end: 'ends' | 'no answer' | 'killed' }[]): Session {
  const engine = () => {
    const killed = new AbortController();
    const next = engines.shift();
    const runs = fakeRuns([], {
      async *follow() {
        yield* next?.shows ?? [];
        if (next?.end === 'no answer') throw unreachable();
        if (next?.end !== 'killed') return;
        killed.abort();
        // What a client does while it tries to reach a server that is gone.
        await new Promise(() => {});
      },
    });
    const verbs = createVerbs(runs, somebody);
    return { runs, verbs, engine: { lost: killed.signal } as Session['engine'] };
  };
  const current: Session = {
    ...engine(),
    again: async () => void Object.assign(current, engine()),
  };
  return current;
}

async function collect(of: Session, signal = new AbortController().signal) {
  const told: string[] = [];
  const views: RunView[] = [];
  const options = { signal, tell: (line: string) => told.push(line) };
  for await (const view of viewsOf(of, 'coreos', options)) views.push(view);
  return { views, told };
}

describe('following a run whose engine dies', () => {
  test.each(['killed', 'no answer'] as const)('(%s) goes on with the next one', async (end) => {
    const { views, told } = await collect(
      session([
        { shows: [bootingRun], end },
        { shows: [doneRun], end: 'ends' },
      ]),
    );
    expect(views).toEqual([bootingRun, doneRun]);
    expect(told).toEqual([expect.stringContaining('starting it again')]);
  });

  test('again and again gives up and says so', async () => {
    const dying = Array.from({ length: 9 }, () => ({ shows: [], end: 'killed' as const }));
    await expect(collect(session(dying))).rejects.toMatchObject({ code: 'engine.unreachable' });
    expect(dying).toHaveLength(5);
  });

  test('is left at once by a person who leaves', async () => {
    const left = new AbortController();
    left.abort();
    const { views } = await collect(session([{ shows: [], end: 'killed' }]), left.signal);
    expect(views).toEqual([]);
  });
});

test('another failure is no reason to start an engine', async () => {
  const broken = session([]);
  broken.runs = fakeRuns([], {
    // biome-ignore lint/correctness/useYield: it fails before
    async *follow() {
      throw new TypeError('x is not a function');
    },
  });
  await expect(collect(broken)).rejects.toThrow(TypeError);
});
