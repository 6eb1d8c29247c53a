import type { PipelineInput } from '../workflows/run-input.js';
import { ClientError } from './requests.js';

/** The version that this engine speaks: runs of another are not its to go on with. */
export const engineVersion: PipelineInput['engine'] = 1;

/** @throws ClientError `run.unsupported` */
export function refuseOtherEngine(name: string, input: { engine: unknown }): void {
  if (input.engine === engineVersion) return;
  throw new ClientError(
    'run.unsupported',
    `The run "${name}" was started by an engine that speaks version ${String(input.engine)}; this one speaks ${engineVersion}.`,
    `Go on with it in the version of Muster that started it; nothing is lost meanwhile. To be rid of it: temporal workflow terminate --workflow-id ${name}.`,
  );
}
