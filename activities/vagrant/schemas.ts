import { z } from 'zod';

/** Fields of `vagrant.up`. */
export const upWith = z.strictObject({
  directory: z.string().meta({ path: 'directory' }).describe('Folder of the Vagrantfile'),
  provider: z
    .string()
    .optional()
    .describe("Vagrant's provider, e.g. `lxc`, `virtualbox`; default: Vagrant's own choice"),
  machines: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Names of the machines; default: every machine of the Vagrantfile'),
  parallel: z
    .boolean()
    .default(true)
    .describe('Several machines at once, where the provider can (lxc can, VirtualBox cannot)'),
  provisioned: z
    .string()
    .startsWith('/')
    .optional()
    .describe(
      'A file in each machine that its provisioners leave there, e.g. `/var/lib/coreos-vagrant/vagrantfile-user-data`: a machine without it is provisioned again',
    ),
  env: z
    .record(z.string(), z.string())
    .optional()
    .describe("More environment for Vagrant, on top of the step's"),
});

/** A machine that runs and answers. */
const machineOutput = z.object({
  name: z.string().describe('As the Vagrantfile says it'),
  state: z.string().describe('As the provider says it'),
  host: z.string().describe('Address for ssh'),
  port: z.int().describe('Port for ssh; Vagrant chooses it, so it need not be 22 or 2222'),
  user: z.string().describe('User for ssh'),
  'identity-file': z.string().nullable().describe('Private key; null: none of its own'),
  ssh: z.string().describe('`host:port`, as a fleet tunnel wants it'),
});

/** Outputs of `vagrant.up`. */
export const upOutputs = z.object({
  machines: z.array(machineOutput).describe('In the order of the Vagrantfile'),
  addresses: z.array(z.string()).describe('`host` of each'),
});

export type UpInput = z.output<typeof upWith>;
export type UpOutputs = z.output<typeof upOutputs>;
