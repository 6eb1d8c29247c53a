import { ClientError } from '../../client/refusal.js';
import type { Runs } from '../../client/requests.js';
import type { Caller } from '../../client/verbs/caller.js';
import type { RunView } from '../../contract/run.js';

/** A request that reached the client: its name and what it was asked with. */
export type Call = [verb: string, ...given: unknown[]];

/** Who asks in tests. */
export const somebody: Caller = {
  queue: 'lab',
  environment: { host: 'build-7', variables: {} },
  by: { kind: 'user', id: 'anna@build-7', via: 'command' },
};

/** The client of runs, told beforehand what each `follow` shows; it remembers what it was asked. */
export function fakeRuns(follows: RunView[][], more: Partial<Runs> = {}): Runs & { calls: Call[] } {
  const calls: Call[] = [];
  let last: RunView | undefined;
  const record =
    (verb: string) =>
    async (...given: unknown[]) => {
      calls.push([verb, ...given]);
    };
  return {
    calls,
    start: async (request) => {
      calls.push(['start', request]);
      return { name: request.name ?? request.plan.name, runId: 'r1' };
    },
    view: async (name) => {
      if (last === undefined) throw new ClientError({ code: 'run.unknown', name, sought: 'run' });
      return last;
    },
    outputs: async (name, { step } = {}) => {
      calls.push(['outputs', name, ...(step === undefined ? [] : [step])]);
      const whose = step === undefined ? last : last?.steps.find(({ id }) => id === step);
      return whose?.outputs ?? {};
    },
    async *follow(_name, options) {
      for (const view of follows.shift() ?? []) {
        if (options?.signal?.aborted) return;
        last = view;
        yield view;
      }
    },
    history: async () => {
      throw new Error('no history was told');
    },
    list: async () => [],
    resume: record('resume'),
    skip: record('skip'),
    abort: record('abort'),
    end: record('end'),
    approve: record('approve'),
    reject: record('reject'),
    pause: record('pause'),
    restart: async (...given) => {
      calls.push(['restart', ...given]);
      return { runId: 'r2' };
    },
    revise: record('revise'),
    preview: async () => {
      throw new Error('no preview was told');
    },
    compare: async () => {
      throw new Error('no comparison was told');
    },
    lastUp: async () => undefined,
    placeOf: async () => undefined,
    isServed: async () => true,
    definition: async () => {
      throw new Error('no definition was told');
    },
    ...more,
  };
}
