import type { Command } from 'commander';
import { type CommonOptions, example, outStyle, type Runner } from '../command/command.js';
import { writeJson } from '../command/json.js';
import { lookAtComputer } from '../doctor/computer.js';
import { lookAtPrograms } from '../doctor/programs.js';
import { doctorLines } from '../render/doctor.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

export function define(command: Command, run: Runner): void {
  command
    .addHelpText(
      'after',
      `\nEnds with 1 if Muster itself, or a step that is given a secret, cannot run here.\n${example('muster doctor')}`,
    )
    .action(run(doctor));
}

async function doctor(io: Io, options: CommonOptions): Promise<ExitCode> {
  const looks = await Promise.all([lookAtComputer(io.env), lookAtPrograms(io.env)]);
  const findings = looks.flat();
  const ok = findings.every((finding) => finding.ok || finding.need !== 'muster');
  if (options.json) writeJson(io, { ok, findings });
  else writeLines(io.stdout, doctorLines(findings, outStyle(io, options)));
  return ok ? exitCodes.ok : exitCodes.failed;
}
