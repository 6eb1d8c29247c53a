import { defineStep } from '../contract/define-step.js';
import {
  machinesOutputs,
  machinesWith,
  runningOutputs,
  runningWith,
  startOutputs,
  startWith,
  submitOutputs,
  submitWith,
} from './schemas.js';

/** `fleetctl list-machines` shows them all, each once and by an address that others can use. */
const fleetMachines = defineStep({
  type: 'fleet.machines',
  summary: 'Wait until fleet lists the machines of the cluster',
  with: machinesWith,
  outputs: machinesOutputs,
  verify: { within: 120_000, every: 1000, passes: 3 },
  run: () => import('./machines.run.js'),
});

/** fleet holds each unit as its file says it. */
const fleetSubmit = defineStep({
  type: 'fleet.submit',
  summary: 'Submit unit files to fleet',
  with: submitWith,
  outputs: submitOutputs,
  undoable: () => true,
  run: () => import('./submit.run.js'),
});

/** Each unit is to run, was put on a machine, and has not failed there. */
const fleetStart = defineStep({
  type: 'fleet.start',
  summary: 'Start units through fleet',
  with: startWith,
  outputs: startOutputs,
  verify: { within: 60_000, every: 1000, passes: 1 },
  undoable: () => true,
  run: () => import('./start.run.js'),
});

/** Each unit is loaded, active and running, and was not restarted between two looks. */
const fleetRunning = defineStep({
  type: 'fleet.running',
  summary: 'Wait until units run, and keep running',
  with: runningWith,
  outputs: runningOutputs,
  verify: { within: 60_000, every: 1000, passes: 3 },
  run: () => import('./running.run.js'),
});

export const fleetSteps = [fleetMachines, fleetSubmit, fleetStart, fleetRunning];
