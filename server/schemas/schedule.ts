import { z } from 'zod';
import { json, jsonObject } from '../../contract/json.js';
import { runStateName } from '../../contract/run.js';
import { givenName } from './run.js';

const scheduleMode = z.enum(['up', 'look']);

export const createSchedule = z
  .object({
    pipeline: z.string().describe('Id of the pipeline'),
    mode: scheduleMode,
    cron: z
      .string()
      .max(200)
      .exactOptional()
      .describe(
        'Five fields as in crontab (of a day of month and a day of week either will do), or @daily and the like',
      ),
    every: z
      .string()
      .max(20)
      .exactOptional()
      .describe('`30m`, `6h`, `1h30m`, `1d`: instead of cron'),
    timeZone: z.string().max(100).exactOptional().describe('Of cron; default: UTC'),
    inputs: z.record(z.string(), json).exactOptional(),
    name: givenName.exactOptional().describe("Of the runs; default: the pipeline's"),
    paused: z.boolean().exactOptional(),
  })
  .strict();

export const pauseBody = z.object({ reason: z.string().max(500).exactOptional() }).strict();

export const scheduledRun = z
  .object({
    at: z.string(),
    outcome: z.enum(['planning', 'started', 'busy', 'failed']),
    why: z.string().exactOptional().describe('Of busy and failed'),
    run: z.object({ name: z.string(), runId: z.string(), state: runStateName }).exactOptional(),
    drift: z
      .object({
        differs: z.array(z.string()).describe('Steps that do not hold'),
        unknown: z.array(z.string()).describe('Steps that could not be checked'),
        checked: z.int().describe('Steps that were asked: 0 where none has a check'),
      })
      .exactOptional()
      .describe('Of looks that have ended'),
  })
  .meta({ id: 'ScheduledRun' });
export type ScheduledRun = z.infer<typeof scheduledRun>;

export const scheduleView = z
  .object({
    id: z.string(),
    pipeline: z.string().describe('Name of the pipeline when the schedule was made'),
    pipelineId: z.string().exactOptional(),
    file: z.string(),
    mode: scheduleMode,
    name: z.string().describe('Of the runs'),
    cron: z.string().exactOptional(),
    every: z.string().exactOptional(),
    timeZone: z.string().exactOptional(),
    inputs: jsonObject,
    paused: z.boolean(),
    note: z.string().exactOptional(),
    createdBy: z.string(),
    createdAt: z.string(),
    next: z.array(z.string()),
    recent: z.array(scheduledRun).describe('Newest first'),
  })
  .meta({ id: 'ScheduleView' });
export type ScheduleView = z.infer<typeof scheduleView>;

export const scheduleList = z
  .object({ schedules: z.array(scheduleView) })
  .meta({ id: 'ScheduleList' });
export type ScheduleList = z.infer<typeof scheduleList>;
