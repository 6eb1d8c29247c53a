/**
 * A controller that is aborted with a signal, or before it. Not AbortSignal.any: in Node 20 a signal made of
 * others can be collected while somebody still waits for it, and then never tells.
 */
export function endWith(signal: AbortSignal): AbortController {
  const over = new AbortController();
  const end = () => over.abort(signal.reason);
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return over;
}
