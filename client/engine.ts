/** What a command knows of the engine it attached to. */
export interface Engine {
  /** Version of the daemon. */
  version: string;
  /** Temporal's address, e.g. `127.0.0.1:41923`. */
  address: string;
  namespace: string;
  /** Task queue of this host's worker. */
  queue: string;
  /** Base URL of the daemon's API, e.g. `http://127.0.0.1:40111`. */
  url: string;
  /** Base URL of Temporal's own UI; absent where it has none. */
  temporalUi?: string;
  /** State directory. */
  home: string;
  /** True if this call started the daemon. */
  started: boolean;
  /** Aborted when the daemon ends while this is attached to it: attach again. */
  lost: AbortSignal;
  /** Hand over more values of secrets; they stay in the daemon's memory. */
  addSecrets(values: Record<string, string>): Promise<void>;
  /** Let go of the daemon: it may leave when nobody is attached. */
  close(): Promise<void>;
}

/** The engine cannot be had: exit code 7. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  /** What to do next. */
  readonly next: string;

  constructor(message: string, next: string, cause?: unknown) {
    super(message, { cause });
    this.next = next;
  }
}
