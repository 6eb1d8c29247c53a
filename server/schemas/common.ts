import { z } from 'zod';
import type { Diagnostic } from '../../language/diagnostics/diagnostic.js';
import type { InputProblem } from '../../language/inputs/resolve.js';

/** A key of `for-each` is part of it, and any text. */
export const instanceId = z.string().min(1).max(4000).describe('Instance id of the step');

const place = { file: z.string(), line: z.int(), column: z.int() };
export const sourcePosition = z.object(place);

export const inputProblem: z.ZodType<InputProblem> = z
  .object({
    input: z.string().describe('Name of the input'),
    code: z.enum(['input.unknown', 'input.missing', 'input.invalid']),
    message: z.string(),
    hint: z.string().exactOptional(),
  })
  .meta({ id: 'InputProblem' });

export const diagnostic = z
  .object({
    ...place,
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    message: z.string(),
    length: z.int(),
    hint: z.string().exactOptional(),
    related: z.object({ ...place, message: z.string() }).exactOptional(),
  })
  .meta({ id: 'Diagnostic' }) as z.ZodType as z.ZodType<Diagnostic>;
