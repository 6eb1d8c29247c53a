import { z } from 'zod';

/** Fields of `file.template`. */
export const templateWith = z.strictObject({
  template: z
    .string()
    .min(1)
    .meta({ path: 'file' })
    .describe('The template: text with {{ name }} where a value goes'),
  path: z.string().min(1).meta({ path: 'output' }).describe('The file to write'),
  // Text first: what becomes text is as it is written.
  values: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('A value for each name in the template, and for no other'),
  mode: z
    .string()
    .regex(/^0?[0-7]{3}$/, { error: 'is no mode: write three octal digits, like "0600"' })
    .optional()
    .describe(
      'Who may read and write it, in octal. Default: as it is; a new file by the umask, one that holds a secret 0600',
    ),
});

export type TemplateInput = z.output<typeof templateWith>;

/** Outputs of `file.template`. */
export const templateOutputs = z.object({
  path: z.string().describe('Absolute path of the file'),
  sha256: z.string().describe('Of its content, in hex'),
});
