import { existsSync } from 'node:fs';
import { nameOf, outcomeOf, reasons, told } from './outcomes.mjs';
import { outcome, outside } from './report.mjs';
import { Sampler } from './sampler.mjs';

/**
 * A reporter for Vitest that tells the process which started Vitest (vitest.mjs) what happens.
 * @typedef {{ type: 'files', count: number }
 *   | { type: 'start' | 'end', file: string }
 *   | { type: 'test', name: string, state: 'passed' | 'failed' | 'skipped', ms: number }
 *   | { type: 'failed', name: string, why: string }
 *   | { type: 'report', report: import('./report.mjs').Report, files: import('./report.mjs').Timed[] }
 * } Event
 */
export default class {
  #sampler;
  #startedAt = new Map();
  #files = [];
  #begun = Date.now();

  onInit() {
    const marks = process.env.MUSTER_TEST_MARKS;
    if (!marks || !existsSync('/proc/self/stat')) return;
    this.#sampler = new Sampler(marks);
    this.#sampler.start();
  }

  onTestRunStart(specifications) {
    tell({ type: 'files', count: specifications.length });
  }

  onTestModuleQueued({ relativeModuleId: file }) {
    if (this.#startedAt.size === 0) this.#beforeFirst();
    this.#startedAt.set(file, Date.now());
    this.#sampler?.running.add(file);
    tell({ type: 'start', file });
  }

  /** What a set-up for all files took, if it took long, stands among them. */
  #beforeFirst() {
    const ms = Date.now() - this.#begun;
    if (ms > 5000) this.#files.push({ file: '(set-up before the first file)', ms, waits: {} });
  }

  onTestCaseResult(test) {
    const { state, errors } = test.result();
    const ms = test.diagnostic()?.duration ?? 0;
    tell({ type: 'test', name: nameOf(test), state, ms });
    if (state === 'failed') tell({ type: 'failed', ...told(test, errors) });
  }

  onTestSuiteResult(suite) {
    const errors = suite.errors();
    if (errors.length > 0) tell({ type: 'failed', ...told(suite, errors) });
  }

  onTestModuleEnd(module) {
    const file = module.relativeModuleId;
    const errors = module.errors();
    if (errors.length > 0) tell({ type: 'failed', ...told(module, errors) });
    this.#sampler?.running.delete(file);
    const ms = Date.now() - (this.#startedAt.get(file) ?? Date.now());
    this.#files.push({ file, ms, waits: this.#sampler?.waits.get(file) ?? {} });
    tell({ type: 'end', file });
  }

  async onTestRunEnd(modules, unhandledErrors) {
    this.#sampler?.stop();
    const report = Object.fromEntries(
      modules.map((each) => [each.relativeModuleId, outcomeOf(each)]),
    );
    if (unhandledErrors.length > 0) {
      const failed = [{ name: outside, why: reasons(unhandledErrors) }];
      report[outside] = outcome({ failed });
      tell({ type: 'failed', ...failed[0] });
    }
    // Vitest ends its process soon: not before this has gone.
    await tell({ type: 'report', report, files: this.#files });
  }
}

/** @param {Event} event */
function tell(event) {
  return new Promise((resolve) => {
    if (process.send) process.send(event, resolve);
    else resolve();
  });
}
