import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineStep } from '../../../activities/contract/define-step.js';
import { describeStepType, stepTypeLines, stepTypesLines } from '../../../cli/render/step-types.js';
import { plainStyle } from '../fixtures.js';

const running = defineStep({
  type: 'unit.running',
  summary: 'See units run',
  with: z.object({
    tunnels: z.array(z.string()).describe('Machines that are asked, the first that answers'),
    units: z.record(z.string(), z.int()).optional(),
    provider: z.enum(['lxc', 'virtualbox']).default('lxc').describe('Who makes the machines.'),
    page: z.union([z.url(), z.boolean()]).optional(),
  }),
  outputs: z.object({ machines: z.array(z.object({ name: z.string(), ip: z.string() })) }),
  run: async () => ({ default: {} }),
  verify: { passes: 3 },
});

test('a step type is explained by its fields, defaults, outputs and verification', async () => {
  const text = stepTypeLines(describeStepType(running), plainStyle).join('\n');
  await expect(`${text}\n`).toMatchFileSnapshot('goldens/step-type.txt');
});

test('types are listed by name', () => {
  const other = { ...running, type: 'a.first', summary: 'Comes first' };
  expect(stepTypesLines([running, other], plainStyle)).toEqual([
    'a.first       Comes first',
    'unit.running  See units run',
  ]);
});
