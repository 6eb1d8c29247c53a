import { z } from 'zod';

/** An operator may do everything, a reader only look. */
export const role = z.enum(['operator', 'reader']);
export type Role = z.infer<typeof role>;

export const session = z
  .object({
    role,
    by: z.string().describe('Under which name what is done here is recorded'),
    host: z.string().describe('Name of the computer'),
    version: z.string().describe('Of the engine'),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof session>;

export const signIn = z.object({ code: z.string().min(1).max(200) });

export const signInCode = z
  .object({ code: z.string(), url: z.string(), expiresAt: z.string() })
  .meta({ id: 'SignInCode' });
