/**
 * Values of secrets that commands handed over from their own environment. In memory only: a value
 * is gone with the daemon.
 */
export class SecretStore {
  readonly #values = new Map<string, string>();

  /** Later values replace earlier ones. */
  add(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) this.#values.set(name, value);
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** Nothing that prints an object may show a value. */
  toJSON(): string {
    return `[${this.#values.size} secrets]`;
  }
}
