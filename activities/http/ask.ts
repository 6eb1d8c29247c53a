/** An answer, or why there was none, in a few words. */
export type Answer = { status: number; ms: number; body: string } | { failure: string };

export interface AskOptions {
  /** For the whole answer, in ms. */
  timeout: number;
  signal: AbortSignal;
  /** Read the body, at most its first MiB. */
  body: boolean;
}

const largestBody = 1024 * 1024;

/**
 * One GET on a connection of its own: one that was kept from an earlier look would tell of a server
 * that has gone since. Node's fetch uses no proxy unless NODE_USE_ENV_PROXY is set.
 *
 * @throws the signal's reason when aborted, nothing else
 */
export async function ask(url: string, options: AskOptions): Promise<Answer> {
  const limit = AbortSignal.timeout(options.timeout);
  const started = performance.now();
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { connection: 'close' },
      signal: AbortSignal.any([options.signal, limit]),
    });
    const body = options.body ? await readStart(response) : '';
    await response.body?.cancel().catch(() => undefined);
    return { status: response.status, ms: Math.round(performance.now() - started), body };
  } catch (error) {
    options.signal.throwIfAborted();
    if (limit.aborted) return { failure: `no answer in ${options.timeout / 1000} s` };
    return { failure: failureOf(error) };
  }
}

async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let text = '';
  for (let size = 0; size < largestBody; ) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    text += decoder.decode(value, { stream: true });
  }
  // Endless answers are fine: the rest is not read.
  await reader.cancel().catch(() => undefined);
  reader.releaseLock();
  return text;
}

const known: { [code: string]: string } = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  UND_ERR_SOCKET: 'connection closed without an answer',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'the host does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not answer',
};

/** fetch wraps the reason, and says only "fetch failed" itself. */
function failureOf(error: unknown): string {
  const cause = (error instanceof Error && error.cause) || error;
  const { code, message } = cause as { code?: string; message?: string };
  return known[code ?? ''] ?? message ?? code ?? String(cause);
}
