/**
 * Lines that stay and, below them, on a terminal, a live line for each kind of tests that runs.
 */
export class Screen {
  #write;
  #columns;
  /** Kind → its live line. */
  #live = new Map();
  #shown = 0;

  /**
   * @param {(text: string) => void} write
   * @param {number} [columns] width of the terminal; absent: there is none, and nothing is live
   */
  constructor(write, columns) {
    this.#write = write;
    this.#columns = columns;
  }

  get isLive() {
    return this.#columns !== undefined;
  }

  /** Print what stays. */
  print(text) {
    this.#clear();
    this.#write(`${text}\n`);
    this.#draw();
  }

  /** Show a live line in place of the last one of that kind. */
  show(kind, line) {
    this.#live.set(kind, line);
    this.#clear();
    this.#draw();
  }

  hide(kind) {
    this.#clear();
    this.#live.delete(kind);
    this.#draw();
  }

  #draw() {
    if (!this.isLive) return;
    for (const line of this.#live.values()) this.#write(`${this.#fit(line)}\n`);
    this.#shown = this.#live.size;
  }

  #clear() {
    for (; this.#shown > 0; this.#shown--) this.#write('\x1b[1A\x1b[2K');
  }

  /** The last column stays free: some terminals break the line there. */
  #fit(line) {
    return line.length < this.#columns ? line : `${line.slice(0, this.#columns - 2)}…`;
  }
}
