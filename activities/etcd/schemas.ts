import { z } from 'zod';

const url = z.url({ protocol: /^https?$/, error: 'write a URL, e.g. `http://172.17.8.101:2379`' });
const endpoints = z.union([url, z.array(url).min(1)]);

function isRegex(text: string): boolean {
  try {
    return new RegExp(text).source !== undefined;
  } catch {
    return false;
  }
}

/** Fields of `etcd.health`. */
export const healthWith = z
  .strictObject({
    endpoints: endpoints
      .optional()
      .describe('Client URLs of etcd; the first that answers is asked who the members are'),
    machines: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Instead of endpoints: hosts of the members'),
    port: z.int().min(1).max(65535).default(2379).describe('Client port on `machines`'),
    expect: z
      .int()
      .min(1)
      .optional()
      .describe('How many members; default: as many as endpoints or machines are given'),
  })
  .refine((input) => (input.endpoints === undefined) !== (input.machines === undefined), {
    error: 'give either `endpoints` or `machines`',
  });

/** Outputs of `etcd.health`. */
export const healthOutputs = z.object({
  members: z
    .array(
      z.object({
        id: z.string().describe('In hexadecimal'),
        name: z.string().describe('As the member says it'),
        clientURLs: z.array(z.string()).describe('Where clients reach it'),
        healthy: z.boolean().describe('true: a look that finds one that is not does not hold'),
      }),
    )
    .describe('In the order of their names'),
  leader: z.string().describe('Name of the member that leads'),
});

/** Fields of `etcd.key`. */
export const keyWith = z
  .strictObject({
    endpoints: endpoints.describe('Client URLs of etcd; those that answer are used'),
    api: z
      .enum(['v2', 'v3'])
      .default('v3')
      .describe(
        "Which keys: those of API v2 (old `etcdctl set`) and of v3 (`etcdctl put`) don't see each other",
      ),
    key: z.string().min(1).optional().describe('One key'),
    prefix: z
      .string()
      .min(1)
      .optional()
      .describe('Instead of a key: all keys under it (v2: of the folder of that name)'),
    value: z
      .string()
      .optional()
      .describe(
        'The key shall have this value: it is written, and in `down` removed if it still has it. Without: only wait',
      ),
    expect: z.int().min(1).optional().describe('How many keys under the prefix; default: any'),
    match: z
      .string()
      .refine(isRegex, { error: 'not a regular expression of JavaScript' })
      .optional()
      .describe('Regular expression that every value must match'),
  })
  .refine((input) => (input.key === undefined) !== (input.prefix === undefined), {
    error: 'give either `key` or `prefix`',
  })
  .refine((input) => input.value === undefined || input.key !== undefined, {
    error: '`value` needs `key`',
    path: ['value'],
  })
  .refine((input) => input.expect === undefined || input.prefix !== undefined, {
    error: '`expect` counts the keys under a `prefix`',
    path: ['expect'],
  });

/** Outputs of `etcd.key`. */
export const keyOutputs = z.object({
  keys: z
    .record(z.string(), z.string())
    .describe('Values by their full keys; without those that hold a secret of the run'),
  count: z.int().describe('How many keys'),
});

export type HealthInput = z.output<typeof healthWith>;
export type HealthOutputs = z.output<typeof healthOutputs>;
export type KeyInput = z.output<typeof keyWith>;
export type KeyOutputs = z.output<typeof keyOutputs>;
