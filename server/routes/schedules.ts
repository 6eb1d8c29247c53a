import { z } from 'zod';
import { specOf } from '../../client/schedule-times.js';
import type { Schedule } from '../../client/schedules.js';
import { readyToRun } from '../../client/verbs/ready.js';
import { whoOf } from '../../workflows/old-shapes.js';
import { type Backend, byOf } from '../backend.js';
import type { Found } from '../pipelines/find.js';
import { type Route, route } from '../route.js';
import {
  createSchedule,
  pauseBody,
  type ScheduleView,
  scheduleList,
  scheduleView,
} from '../schemas/schedule.js';
import { nothing } from '../schemas/update.js';

const byId = z.object({ id: z.string().min(1).max(200) });

export function scheduleRoutes(backend: Backend): Route[] {
  const { services, shelf } = backend;
  const shown = async (one: Schedule) => viewOf(one, await shelf.list());
  /** An order that says who gave it, and why. */
  const noted = (verb: 'pause' | 'unpause', past: string, summary: string) =>
    route({
      method: 'post',
      path: `/schedules/{id}/${verb}`,
      summary,
      for: 'operator',
      params: byId,
      body: pauseBody,
      problems: ['schedule.unknown'],
      async handle({ params, body, caller }) {
        const by = byOf(backend, caller);
        const { schedules } = await services();
        await schedules[verb](params.id, noteOf(past, by.id, body.reason));
      },
    });
  return [
    route({
      method: 'get',
      path: '/schedules',
      summary: 'Schedules, with their next turns, their last ones, and the drift that looks found',
      for: 'reader',
      answer: scheduleList,
      async handle() {
        const { schedules } = await services();
        const [all, found] = await Promise.all([schedules.list(), shelf.list()]);
        return { schedules: all.map((one) => viewOf(one, found)) };
      },
    }),
    route({
      method: 'post',
      path: '/schedules',
      summary: 'Bring a pipeline up, or look at it, again and again',
      for: 'operator',
      body: createSchedule,
      status: 201,
      answer: scheduleView,
      problems: ['pipeline.unknown', 'pipeline.invalid', 'inputs.invalid', 'schedule.invalid'],
      async handle({ body, caller }) {
        const { pipeline, mode, inputs = {}, name, paused, ...times } = body;
        // Before the file is read: times that cannot be are told first.
        specOf(times);
        const { loaded, file } = await shelf.read(pipeline);
        // Planned anew at each turn; what is wrong today is said today.
        const { plan } = readyToRun(loaded, file, inputs);
        const by = byOf(backend, caller);
        const { schedules } = await services();
        const made = await schedules.create({
          ...times,
          pipeline: plan.name,
          paused: paused === true,
          input: { file, mode, inputs, name: name ?? plan.name, by },
        });
        return shown(made);
      },
    }),
    route({
      method: 'get',
      path: '/schedules/{id}',
      summary: 'A schedule',
      for: 'reader',
      params: byId,
      answer: scheduleView,
      problems: ['schedule.unknown'],
      async handle({ params }) {
        const { schedules } = await services();
        return shown(await schedules.get(params.id));
      },
    }),
    noted('pause', 'paused', 'Have no turns until it is unpaused'),
    noted('unpause', 'unpaused', 'Have turns again'),
    route({
      method: 'post',
      path: '/schedules/{id}/trigger',
      summary: 'Have a turn now',
      for: 'operator',
      params: byId,
      body: nothing,
      problems: ['schedule.unknown'],
      async handle({ params }) {
        const { schedules } = await services();
        await schedules.trigger(params.id);
      },
    }),
    route({
      method: 'delete',
      path: '/schedules/{id}',
      summary: 'Delete a schedule; its runs stay',
      for: 'operator',
      params: byId,
      problems: ['schedule.unknown'],
      async handle({ params }) {
        const { schedules } = await services();
        await schedules.delete(params.id);
      },
    }),
  ];
}

function noteOf(what: string, by: string, reason: string | undefined): string {
  return `${what} by ${by}${reason ? `: ${reason}` : ''}`;
}

function viewOf({ input, ...schedule }: Schedule, found: Found[]): ScheduleView {
  const { file, mode, inputs, name, by } = input;
  const pipelineId = found.find((one) => one.file === file)?.id;
  return {
    ...schedule,
    file,
    mode,
    inputs,
    name,
    createdBy: whoOf(by).id,
    ...(pipelineId === undefined ? {} : { pipelineId }),
  };
}
