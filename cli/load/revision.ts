import type { Revision } from '../../contract/orders.js';
import type { CommonOptions } from '../command/command.js';
import type { Session } from '../engine/session.js';
import type { Io } from '../terminal/io.js';
import { type InputOptions, loadForRun } from './pipeline.js';

/** A corrected pipeline, with the inputs that the run has, those given now going before them. */
export async function loadRevision(
  session: Session,
  io: Io,
  file: string,
  name: string,
  options: CommonOptions & InputOptions,
): Promise<Revision> {
  const before = await session.runs.lastUp(name);
  const { plan, inputs } = await loadForRun(file, io, options, before?.inputs);
  await session.handOver(plan.secrets);
  return { plan, inputs };
}
