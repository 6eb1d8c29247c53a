import type { z } from 'zod';
import type { Verbs } from '../../client/verbs/index.js';
import { resumePreview } from '../../contract/preview.js';
import { type Backend, byOf, verbsFor } from '../backend.js';
import { ProblemError } from '../problem.js';
import { type Route, route } from '../route.js';
import {
  abortBody,
  decisionBody,
  nothing,
  previewBody,
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
    act: (verbs: Verbs, name: string, body: Body) => Promise<void>,
  ): Route =>
    route({
      method: 'post',
      path: `/runs/{name}/${verb}`,
      summary,
      for: 'operator',
      params: byName,
      body,
      problems: ['run.unknown', 'run.refused'],
      async handle({ params, body: asked, caller }) {
        const by = byOf(backend, caller);
        await act(await verbsFor(backend, by), params.name, asked);
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
      problems: [...goingOn, 'role.reader'],
      async handle({ params, body, caller }) {
        const { steps, reread, look = true } = body;
        // A look starts a run of its own.
        if (look && caller.role !== 'operator') throw new ProblemError(mayNotLook);
        const verbs = await verbsFor(backend, byOf(backend, caller));
        const asked = { look, ...(steps ? { steps } : {}), ...(reread ? { corrected: {} } : {}) };
        return verbs.preview(params.name, asked);
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
      problems: [...goingOn, 'run.busy'],
      async handle({ params, body, caller }) {
        const { reread, ...asked } = body;
        const by = byOf(backend, caller);
        const verbs = await verbsFor(backend, by);
        const corrected = reread ? { corrected: {} } : {};
        const answer = await verbs.resume(params.name, { ...asked, ...corrected });
        backend.feeds.nudge(params.name);
        return answer;
      },
    }),
    order('skip', 'Do without a held step, or take it for done', skipBody, (verbs, name, body) =>
      verbs.skip(name, body),
    ),
    order('abort', 'End the run: keep what it made, or undo it', abortBody, (verbs, name, body) =>
      verbs.abort(name, body),
    ),
    order('approve', 'Let the run go on', decisionBody, (verbs, name, body) =>
      verbs.approve(name, body),
    ),
    order('reject', 'Refuse what is asked', decisionBody, (verbs, name, body) =>
      verbs.reject(name, body),
    ),
    order('pause', 'Start nothing new until somebody resumes', nothing, (verbs, name) =>
      verbs.pause(name),
    ),
  ];
}

const goingOn = [
  ...(['run.unknown', 'run.refused', 'resume.needless'] as const),
  ...(['run.too-large', 'pipeline.invalid', 'inputs.invalid'] as const),
];

const mayNotLook = {
  code: 'role.reader',
  detail: 'Looking at the world starts a look, which this session may not.',
  next: 'Ask with {"look": false}, or sign in as operator: muster open',
} as const;
