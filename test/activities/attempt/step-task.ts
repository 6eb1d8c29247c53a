import { hostname } from 'node:os';
import { expect } from 'vitest';
import { z } from 'zod';
import { type AttemptCall, runAttempt } from '../../../activities/attempt/run-attempt.js';
import { createSecretSource } from '../../../activities/attempt/secrets.js';
import {
  defineStep,
  type StepRun,
  type StepType,
} from '../../../activities/contract/define-step.js';
import { bootId } from '../../../activities/process/proc.js';
import type { Progress, StepResult, StepTask, Where } from '../../../contract/task.js';

/** A step type made of plain functions. */
export function stepType(run: StepRun<{ value: string }, Record<string, unknown>>): StepType {
  return defineStep({
    type: 'test.step',
    summary: 'Do what a test says',
    with: z.object({ value: z.string().default('') }),
    outputs: z.record(z.string(), z.unknown()),
    run: async () => ({ default: run }),
  });
}

/** A window for what never comes to hold. */
export const shortWindow: StepTask['verify'] = { within: 200, every: 5, passes: 1 };

export function stepTask(directory: string, changes: Partial<StepTask> = {}): StepTask {
  return {
    run: { name: 'cluster', runId: 'run-1', pipeline: 'cluster' },
    step: 'box',
    mode: 'up',
    with: { value: {}, secrets: {} },
    env: { value: {}, secrets: {} },
    directory,
    files: [],
    verify: { within: 60_000, every: 5, passes: 1 },
    checked: true,
    environment: { host: hostname(), variables: { PATH: process.env.PATH ?? '', HOME: directory } },
    ...changes,
  };
}

export interface AttemptOptions {
  home: string;
  secrets?: Record<string, string>;
  call?: Partial<AttemptCall>;
}

/** Where these attempts are made. */
export const here: Where = { host: hostname(), id: 'this-one', queue: 'test' };

/** What came of an attempt without Temporal, which says where it was made; `beats` gathers its heartbeats. */
export async function attempt(
  task: StepTask,
  type: StepType,
  options: AttemptOptions,
  beats: Progress[] = [],
): Promise<StepResult> {
  const { where, ...result } = await runAttempt(
    task,
    type,
    {
      home: options.home,
      secrets: createSecretSource({
        memory: new Map(Object.entries(options.secrets ?? {})),
        environment: {},
        file: `${options.home}/no-secrets`,
      }),
      host: here.host,
      hostId: here.id,
      bootId: bootId(),
      queue: here.queue,
      grace: 300,
    },
    {
      workflowId: 'cluster',
      runId: 'run-1',
      activityId: 'box',
      attempt: 1,
      number: 1,
      repeatable: true,
      signal: new AbortController().signal,
      shuttingDown: () => false,
      heartbeat: (progress) => beats.push(progress),
      ...options.call,
    },
  );
  expect(where).toEqual(here);
  return result;
}
