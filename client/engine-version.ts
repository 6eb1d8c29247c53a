import type { PipelineInput } from '../workflows/run-input.js';
import { ClientError } from './refusal.js';

/** The version that this engine speaks: runs of another are not its to go on with. */
export const engineVersion: PipelineInput['engine'] = 1;

/** @throws ClientError `run.unsupported` */
export function refuseOtherEngine(name: string, input: { engine: unknown }): void {
  if (input.engine === engineVersion) return;
  throw new ClientError({
    code: 'run.unsupported',
    name,
    speaks: String(input.engine),
    wanted: String(engineVersion),
  });
}
