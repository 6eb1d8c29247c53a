import { z } from 'zod';

/** Fields of `discovery.token`. */
export const tokenWith = z
  .strictObject({
    service: z
      .url({ protocol: /^https?$/ })
      .describe(
        'Address of the etcd discovery service, without `/new`; or of a folder of keys in an etcd with API v2, http://HOST:2379/v2/keys/_etcd/registry, which then needs no service',
      ),
    size: z
      .int()
      // The service itself takes 0 and negatives, and such a token can never bootstrap.
      .min(1)
      .max(64)
      .describe('How many members bootstrap the cluster'),
    'user-data': z
      .string()
      .meta({ path: 'output' })
      .describe('The cloud-config that the machines get: the template with the token in it'),
    template: z
      .string()
      .meta({ path: 'file' })
      .describe(
        'A cloud-config with `coreos: etcd: discovery:` (or `etcd2:`), whose value is replaced',
      ),
    vagrant: z
      .string()
      .meta({ path: 'directory' })
      .optional()
      .describe('Folder of the Vagrantfile whose machines use the token'),
    members: z
      .array(z.string().meta({ path: 'directory' }))
      .optional()
      .describe('Data folders of members that are processes: one that holds anything exists'),
  })
  .refine((fields) => fields.vagrant !== undefined || fields.members !== undefined, {
    message:
      'needs `vagrant` or `members`: the token is kept as long as a machine that uses it exists',
  });

/** Outputs of `discovery.token`. */
export const tokenOutputs = z.object({
  token: z.string().describe('URL of the token, as it stands in the user-data'),
  id: z.string().describe('Last part of that URL'),
  size: z.int().describe('Size of the cluster that it bootstraps'),
});
