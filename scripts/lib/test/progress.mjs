import { duration } from './duration.mjs';
import { failedLines, sumOf } from './report.mjs';

/** Where nobody sees a live line, a line in so many ms shows that it does not hang. */
const sign = 60_000;

/**
 * Shows how far a kind of tests is: a live line on a terminal, else a line each minute; failures at
 * once; with `verbose` each test. Takes the events of reporter.mjs.
 */
export class Progress {
  #kind;
  #screen;
  #verbose;
  #startedAt = Date.now();
  #count = { passed: 0, failed: 0, skipped: 0 };
  #files = { all: 0, ended: 0 };
  /** Running file → when it started. */
  #running = new Map();
  #timer;

  /**
   * @param {string} kind
   * @param {{ screen: import('./screen.mjs').Screen, verbose?: boolean }} options
   */
  constructor(kind, { screen, verbose = false }) {
    this.#kind = kind;
    this.#screen = screen;
    this.#verbose = verbose;
    const show = () => screen.show(kind, this.#line());
    const tell = () => screen.print(this.#line());
    this.#timer = setInterval(screen.isLive ? show : tell, screen.isLive ? 1000 : sign);
    this.#timer.unref();
    show();
  }

  /** @param {import('./reporter.mjs').Event} event */
  take(event) {
    if (event.type === 'files') this.#files.all += event.count;
    if (event.type === 'start') this.#running.set(event.file, Date.now());
    if (event.type === 'end') {
      this.#running.delete(event.file);
      this.#files.ended += 1;
    }
    if (event.type === 'test') this.#take(event);
    if (event.type === 'failed') this.#screen.print(failedLines(event).join('\n'));
  }

  #take({ name, state, ms }) {
    this.#count[state] += 1;
    if (!this.#verbose) return;
    const mark = { passed: '✓', failed: '✗', skipped: '-' }[state];
    this.#screen.print(`  ${mark} ${name}${ms >= 1000 ? ` (${duration(ms)})` : ''}`);
  }

  /** The line that stays. */
  end(outcomes) {
    clearInterval(this.#timer);
    const took = duration(Date.now() - this.#startedAt);
    this.#screen.hide(this.#kind);
    this.#screen.print(`${this.#kind.padEnd(7)} ${sumOf(outcomes)} (${took})`);
  }

  #line() {
    const { passed, failed, skipped } = this.#count;
    const bad = failed > 0 ? `, ${failed} failed` : '';
    const files = `${this.#files.ended}/${this.#files.all} files`;
    const tests = `${passed + failed + skipped} tests${bad}`;
    const [longest] = [...this.#running].toSorted(([, one], [, other]) => one - other);
    const now = longest ? `  ${longest[0]} ${duration(Date.now() - longest[1])}` : '';
    return `${this.#kind.padEnd(7)} ${files}, ${tests}, ${duration(Date.now() - this.#startedAt)}${now}`;
  }
}
