import {
  ApplicationFailure,
  defineQuery,
  defineUpdate,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  AbortRequest,
  DecisionRequest,
  Order,
  PauseRequest,
  ResumeRequest,
  ReviseRequest,
  Revision,
  SkipRequest,
} from '../contract/orders.js';
import type { PreviewRequest, ResumePreview } from '../contract/preview.js';
import type { RunState } from '../contract/run.js';
import type { Who } from '../contract/who.js';
import { briefly } from './brief-view.js';
import type { StateQuery } from './contract.js';
import { whoOf } from './old-shapes.js';
import { type LeftBehind, leftBehind } from './planner/facts/left-behind.js';
import { decide, pause, refuseDecision, refusePause } from './planner/orders/approvals.js';
import { refuseRevise, revise } from './planner/orders/revise.js';
import {
  abort,
  lackingOutputs,
  type Refusal,
  refuseAbort,
  refuseLate,
  refuseResume,
  refuseSkip,
  resume,
  skip,
} from './planner/orders/updates.js';
import { refuseStale } from './planner/preview/fingerprint.js';
import { type Foretold, previewRestart, previewResume } from './planner/preview/preview.js';
import type { Run } from './run.js';

type PreviewQuery = PreviewRequest & { how: ResumePreview['how'] };

/** The queries and the updates by which people talk to a run. */
export function registerHandlers(run: Run): void {
  const { rules, memory } = run;
  const now = () => new Date().toISOString();
  setHandler(defineQuery<RunState, [StateQuery?]>('state'), (asked) =>
    asked?.isBrief ? briefly(run.view()) : run.view(),
  );
  setHandler(defineQuery<LeftBehind>('left-behind'), () => leftBehind(rules, memory));
  setHandler(defineQuery<Foretold, [PreviewQuery]>('preview'), ({ how, ...request }) =>
    how === 'in-place'
      ? previewResume(rules, memory, request)
      : previewRestart(rules, memory, request),
  );
  onUpdate<ReviseRequest>(
    run,
    'revise',
    ({ plan, inputs, ...request }) =>
      refuseRevise(rules, memory, { plan, inputs, ...request }) ??
      refuseStale(request.preview, () =>
        previewResume(rules, memory, previewOf(request.steps, { plan, inputs })),
      ),
    (request) => {
      revise(rules, memory, request, now());
      run.takeOver(request);
    },
  );
  onUpdate<ResumeRequest>(
    run,
    'resume',
    (request) =>
      refuseResume(rules, memory, request) ??
      refuseStale(request.preview, () => previewResume(rules, memory, previewOf(request.steps))),
    (request) => resume(rules, memory, request, now()),
  );
  onUpdate<SkipRequest>(
    run,
    'skip',
    (request) => refuseSkip(rules, memory, request),
    (request) => skip(memory, request, Date.now(), now()),
    (request) => lackingOutputs(rules, memory, request),
  );
  onUpdate<AbortRequest>(
    run,
    'abort',
    (request) => refuseAbort(run.phase, memory, request),
    (request) => {
      abort(memory, request, now());
      run.steps.cancel();
    },
  );
  for (const verb of ['approve', 'reject'] as const) {
    onUpdate<DecisionRequest>(
      run,
      verb,
      (request) => refuseDecision(rules, memory, request),
      (request) => decide(rules, memory, verb, request, Date.now()),
    );
  }
  onUpdate<PauseRequest>(
    run,
    'pause',
    () => refusePause(memory),
    (request) => pause(memory, request.by, now()),
  );
}

function previewOf(steps: string[] | undefined, revised?: Revision): PreviewRequest {
  return { ...(steps ? { steps } : {}), ...(revised ? { revised } : {}) };
}

function onUpdate<Request extends { by: Who }>(
  run: Run,
  name: string,
  refuse: (request: Request) => Refusal,
  carryOut: (request: Request) => void,
  /** Beside why it is refused. */
  details: (request: Request) => object = () => ({}),
): void {
  setHandler(
    defineUpdate<RunState, [Request & { order?: Order }]>(name),
    (request) => {
      if (request.order) run.orders.add(request.order.id);
      carryOut({ ...request, by: whoOf(request.by) });
      run.touch();
      return briefly(run.view());
    },
    {
      validator: (request) => {
        // What a stranger sends fits nothing: no more is read of it.
        const unordered = refuseOrder(run, name, request.order);
        if (unordered !== undefined) throw refused(unordered);
        const isLate = name === 'abort' ? undefined : refuseLate(run.phase);
        const refusal = refuse(request) ?? isLate;
        if (refusal !== undefined) throw refused(refusal, details(request));
      },
    },
  );
}

function refused(why: string, details?: object): ApplicationFailure {
  const more = details === undefined ? [] : [details];
  return ApplicationFailure.nonRetryable(why, 'run.refused', ...more);
}

/** Somebody at the server's port can read what was ordered, and send it again. */
function refuseOrder(run: Run, verb: string, order: Order | undefined): Refusal {
  if (run.hasEnded) return 'the run has ended';
  if (order?.verb !== verb) return 'it was not ordered';
  if (order.execution !== workflowInfo().runId) return 'it was ordered of another run';
  return run.orders.has(order.id) ? 'it was ordered once, and has been executed' : undefined;
}
