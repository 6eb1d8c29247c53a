import { z } from 'zod';
import { clusterFields, oneWayIn, oneWayInMessage, unitNames, vagrantField } from './fields.js';

/** Fields of `fleet.machines`. */
export const machinesWith = z
  .strictObject({ ...clusterFields, expect: z.int().min(1).describe('How many machines') })
  .refine(oneWayIn, oneWayInMessage);

/** Outputs of `fleet.machines`. */
export const machinesOutputs = z.object({
  machines: z
    .array(
      z.object({
        id: z.string().describe('Machine id (/etc/machine-id)'),
        ip: z.string().describe("fleet's public-ip"),
        metadata: z.record(z.string(), z.string()).describe("Its agent's own"),
      }),
    )
    .describe('In the order of their addresses'),
});

/** Fields of `fleet.submit`. */
export const submitWith = z
  .strictObject({
    ...clusterFields,
    vagrant: vagrantField,
    units: z
      .array(z.string().min(1).meta({ path: 'file' }))
      .min(1)
      .describe('Unit files; the file name is the name of the unit'),
  })
  .refine(oneWayIn, oneWayInMessage);

/** Outputs of `fleet.submit`. */
export const submitOutputs = z.object({
  units: z
    .array(
      z.object({
        name: z.string().describe('Name of the unit'),
        hash: z.string().describe('SHA-1, as fleetctl shows it'),
      }),
    )
    .describe('What fleet holds, in the order given'),
});

const place = {
  name: z.string().describe('Name of the unit'),
  machine: z.string().describe('Machine id'),
  ip: z.string().describe('Address of the machine'),
};

/** Fields of `fleet.start`. */
export const startWith = z
  .strictObject({ ...clusterFields, vagrant: vagrantField, units: unitNames })
  .refine(oneWayIn, oneWayInMessage);

/** Outputs of `fleet.start`. */
export const startOutputs = z.object({
  units: z.array(z.object(place)).describe('Where each unit was started'),
});

/** Fields of `fleet.running`. */
export const runningWith = z
  .strictObject({
    ...clusterFields,
    units: unitNames,
    spread: z.boolean().default(false).describe('Each unit on another machine'),
  })
  .refine(oneWayIn, oneWayInMessage);

/** Outputs of `fleet.running`. */
export const runningOutputs = z.object({
  units: z
    .array(
      z.object({
        ...place,
        load: z.string().describe("systemd's LOAD: `loaded`"),
        active: z.string().describe("systemd's ACTIVE: `active`"),
        sub: z.string().describe("systemd's SUB: `running`"),
      }),
    )
    .describe('Where each unit runs'),
  addresses: z
    .array(z.string())
    .describe('Addresses of the machines that run the units, each once, in their order'),
});

export type MachinesInput = z.output<typeof machinesWith>;
export type MachinesOutputs = z.output<typeof machinesOutputs>;
export type SubmitInput = z.output<typeof submitWith>;
export type SubmitOutputs = z.output<typeof submitOutputs>;
export type StartInput = z.output<typeof startWith>;
export type StartOutputs = z.output<typeof startOutputs>;
export type RunningInput = z.output<typeof runningWith>;
export type RunningOutputs = z.output<typeof runningOutputs>;
