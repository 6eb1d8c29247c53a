import { z } from 'zod';

/** Who asks for something, and which way. */
export const who = z
  .object({
    kind: z
      .enum(['user', 'role', 'hook'])
      .describe('A user of a computer; whoever holds a role; who knows the secret of a hook'),
    id: z.string().describe('`anna@build-7`, `operator@build-7`, `hook@build-7`'),
    via: z
      .enum(['command', 'page', 'api', 'hook', 'schedule'])
      .exactOptional()
      .describe('Absent in runs of Muster 0.1.0 and before, which did not note it'),
  })
  .meta({ id: 'Who' });
export type Who = z.infer<typeof who>;
