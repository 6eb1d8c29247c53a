/** What an answer that goes on is told of its client; Hono's streams are so. */
interface Leaving {
  onAbort(listener: () => void): void;
}

/** The life of an answer that goes on until its client leaves, or the daemon does. */
export interface Life {
  /** Aborted when it is over. */
  signal: AbortSignal;
  /** It is over: nothing of it stays with the daemon. */
  end(): void;
}

export function lifeOf(stream: Leaving, closing: AbortSignal): Life {
  const over = new AbortController();
  const end = () => {
    closing.removeEventListener('abort', end);
    over.abort();
  };
  stream.onAbort(end);
  closing.addEventListener('abort', end, { once: true });
  if (closing.aborted) end();
  return { signal: over.signal, end };
}
