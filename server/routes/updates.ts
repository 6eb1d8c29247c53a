import type { z } from 'zod';
import type { Runs, StartedBy } from '../../client/requests.js';
import type { Revision } from '../../contract/orders.js';
import type { JsonObject } from '../../contract/plan.js';
import { resumePreview } from '../../contract/preview.js';
import type { Who } from '../../contract/who.js';
import { type Backend, byOf, startedBy } from '../backend.js';
import { readyToRun } from '../pipelines/ready.js';
import { ProblemError } from '../problem.js';
import { type Route, route } from '../route.js';
import {
  abortBody,
  decisionBody,
  nothing,
  previewBody,
  type Resumed,
  resumeBody,
  resumed,
  skipBody,
} from '../schemas/update.js';
import { byName } from './runs.js';

export function updateRoutes(backend: Backend): Route[] {
  /** An order to an open run, by whoever is signed in. */
  const order = <Body>(
    verb: string,
    summary: string,
    body: z.ZodType<Body>,
    act: (runs: Runs, name: string, body: Body & { by: Who }) => Promise<void>,
  ): Route =>
    route({
      method: 'post',
      path: `/runs/{name}/${verb}`,
      summary,
      for: 'operator',
      params: byName,
      body,
      problems: ['run.unknown', 'run.refused'],
      async handle({ params, body: asked, c }) {
        const by = byOf(backend, c.get('caller') ?? { role: 'reader' });
        const { runs } = await backend.services();
        await act(runs, params.name, { ...asked, by });
        backend.feeds.nudge(params.name);
      },
    });
  return [
    route({
      method: 'post',
      path: '/runs/{name}/preview',
      summary: 'What a resume will do, step by step; changes nothing',
      for: 'reader',
      params: byName,
      body: previewBody,
      answer: resumePreview,
      problems: ['run.unknown', 'run.refused', 'pipeline.invalid', 'inputs.invalid', 'role.reader'],
      async handle({ params, body, c }) {
        const caller = c.get('caller') ?? { role: 'reader' };
        const { steps, reread, look = true } = body;
        // A look starts a run of its own.
        if (look && caller.role !== 'operator') throw new ProblemError(mayNotLook);
        const { runs } = await backend.services();
        const revised = reread ? await revision(backend, params.name) : undefined;
        return runs.preview(params.name, {
          look,
          ...startedBy(backend, caller),
          ...(steps ? { steps } : {}),
          ...(revised ? { revised } : {}),
        });
      },
    }),
    route({
      method: 'post',
      path: '/runs/{name}/resume',
      summary: 'Go on: in place where the run is held or paused, as a new run where it has ended',
      for: 'operator',
      params: byName,
      body: resumeBody,
      answer: resumed,
      problems: [
        'run.unknown',
        'run.refused',
        'run.too-large',
        'run.busy',
        'pipeline.invalid',
        'inputs.invalid',
      ],
      async handle({ params, body, c }) {
        const caller = c.get('caller') ?? { role: 'reader' };
        const answer = await resume(backend, params.name, body, startedBy(backend, caller));
        backend.feeds.nudge(params.name);
        return answer;
      },
    }),
    order('skip', 'Do without a held step, or take it for done', skipBody, (runs, name, body) =>
      runs.skip(name, body),
    ),
    order('abort', 'End the run: keep what it made, or undo it', abortBody, (runs, name, body) =>
      runs.abort(name, body),
    ),
    order('approve', 'Let the run go on', decisionBody, (runs, name, body) =>
      runs.approve(name, body),
    ),
    order('reject', 'Refuse what is asked', decisionBody, (runs, name, body) =>
      runs.reject(name, body),
    ),
    order('pause', 'Start nothing new until somebody resumes', nothing, (runs, name, body) =>
      runs.pause(name, body),
    ),
  ];
}

const mayNotLook = {
  code: 'role.reader',
  detail: 'Looking at the world starts a look, which this session may not.',
  next: 'Ask with {"look": false}, or sign in as operator: muster open',
} as const;

async function resume(
  backend: Backend,
  name: string,
  { steps, reread, preview }: z.infer<typeof resumeBody>,
  from: StartedBy,
): Promise<Resumed> {
  const { runs } = await backend.services();
  const view = await runs.view(name);
  const revised = reread ? await revision(backend, name) : undefined;
  const named = { ...(steps ? { steps } : {}), ...(preview === undefined ? {} : { preview }) };
  if (view.endedAt !== undefined) {
    const again = await runs.restart(name, { ...from, ...named, ...(revised ? { revised } : {}) });
    return { name, runId: again.runId, how: 'new-run' };
  }
  if (revised) await runs.revise(name, { ...revised, ...named, by: from.by });
  else await runs.resume(name, { ...named, by: from.by });
  return { name, runId: view.runId, how: 'in-place' };
}

/** The run's pipeline as its file is now, with the run's inputs. */
async function revision(backend: Backend, name: string): Promise<Revision> {
  const { runs, plans } = await backend.services();
  const view = await runs.view(name);
  const { file } = view;
  const { inputs } = await plans.of(view);
  const loaded = await backend.shelf.readFile(file);
  return readyToRun(loaded, file, known(inputs, Object.keys(loaded.inputs)));
}

/** An input that the corrected pipeline has no more is let go; one that was left out stays so. */
function known(inputs: JsonObject, names: string[]): JsonObject {
  const kept = Object.entries(inputs).filter(
    ([name, value]) => names.includes(name) && value !== null,
  );
  return Object.fromEntries(kept);
}
