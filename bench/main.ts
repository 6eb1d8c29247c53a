import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { temporalVersion } from '../worker/engine/temporal-program.js';
import { type Measured, measure } from './measure.js';
import { startRig } from './rig.js';
import { rows } from './rows.js';
import { formatTable } from './table.js';

const usage = `npm run bench -- [--quick] [--json] [--only TEXT]

Muster against a hand-written Temporal workflow: the same steps, server and worker, in turns.
  --quick      fewer rounds: two to five minutes
  --json       every sample, as JSON
  --only TEXT  only rows whose name holds TEXT`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(usage);
else await bench();

async function bench(): Promise<void> {
  const machine = {
    cpus: cpus().length,
    node: process.version,
    temporal: temporalVersion,
    load: loadavg()[0]?.toFixed(1),
  };
  const rig = await startRig();
  const measured: Measured[] = [];
  try {
    for (const row of rows.filter(({ name }) => name.includes(options.only))) {
      process.stderr.write(`${row.name} …\n`);
      const rounds = options.quick ? row.rounds.quick : row.rounds.full;
      measured.push(await measure(rig, row, rounds));
    }
  } finally {
    await rig.close();
  }
  if (options.json) {
    console.log(JSON.stringify({ machine, measured }, undefined, 2));
    return;
  }
  console.log(formatTable(measured));
  console.log(`\nms a run; events and workflow tasks a step (Muster/by hand).
${machine.cpus} CPUs, load ${machine.load} before; Node ${machine.node}.`);
}
