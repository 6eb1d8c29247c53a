import { z } from 'zod';
import { durationPattern } from '../../language/durations.js';
import { namesUnit } from './unit-name.js';

const tunnelPattern = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(:\d{1,5})?$/;
const tunnelAddress = z
  .string()
  .regex(tunnelPattern, 'write it as `host:port`; the port of ssh is 22 unless you say so');

/** How a fleet step reaches the cluster: the same fields in every one of them. */
export const clusterFields = {
  tunnel: z
    .union([tunnelAddress, z.array(tunnelAddress).min(1)])
    .optional()
    .describe(
      'Machines to go through, as `host:port` of their ssh: the first that answers is used, so one dead machine blinds nothing',
    ),
  endpoint: z
    .union([z.url(), z.array(z.url()).min(1)])
    .optional()
    .describe(
      "Instead of a tunnel: URLs of the cluster's etcd (v2 API), for a network that reaches it directly",
    ),
  user: z.string().min(1).default('core').describe('User on the machines'),
  'identity-file': z
    .string()
    .min(1)
    .nullish()
    .describe(
      "Private key; default: Vagrant's insecure key (`insecure_private_key` in `$VAGRANT_HOME`, else in `~/.vagrant.d`)",
    ),
  'known-hosts': z
    .string()
    .meta({ path: 'output' })
    .nullish()
    .describe(
      "Where the machines' host keys are kept; default: a file of this cluster in the worker's state",
    ),
  'strict-host-keys': z
    .boolean()
    .default(false)
    .describe(
      'Refuse a machine whose host key is not in `known-hosts`. Default: a new key is noted, a changed one (a rebuilt machine has one) is said in the log and noted',
    ),
  fleetctl: z
    .string()
    .min(1)
    .nullish()
    .describe('Path of fleetctl; default: `fleetctl` on the PATH'),
  'request-timeout': z
    .string()
    .regex(durationPattern, 'write a duration, e.g. `10s`')
    .default('10s')
    .describe('Of one call of fleetctl; one that takes longer counts as no answer'),
};

/** Of steps with an undo. */
export const vagrantField = z
  .string()
  .meta({ path: 'directory' })
  .optional()
  .describe(
    'Folder of the Vagrantfile whose machines these are: where none of them exists any more, there is nothing to take down',
  );

/** Units by name, or by the path of their file, of which only the name counts. */
export const unitNames = z
  .array(z.string().refine(namesUnit, 'not a name that fleet takes for a unit'))
  .min(1)
  .describe('Names of units; a path is taken by its file name, so that the list of submit serves');

const reachable = z.object(clusterFields);
/** The fields as a step gets them. */
export type ClusterInput = z.output<typeof reachable>;

/** Either a tunnel or an endpoint: for `.refine` of a step's fields. */
export const oneWayIn = (input: { tunnel?: unknown; endpoint?: unknown }): boolean =>
  (input.tunnel === undefined) !== (input.endpoint === undefined);
export const oneWayInMessage = 'give either `tunnel` or `endpoint`';
