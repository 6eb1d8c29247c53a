import type { Revision } from '../client/resume-preview.js';
import type { CommonOptions } from './command.js';
import type { Io } from './io.js';
import { type InputOptions, loadForRun } from './pipeline.js';
import type { Session } from './session.js';

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
