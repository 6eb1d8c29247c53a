/** Server-sent events that mend themselves, also where the browser's EventSource gives up. */
export interface StreamHandlers {
  events: { [name: string]: (data: unknown) => void };
  onOpen(): void;
  onLost(): void;
}

const firstWait = 500;
const longestWait = 5_000;

/**
 * Listen until the returned function is called. A page that nobody sees does not listen: a browser
 * has six connections to a server, for all of its tabs.
 */
export function listen(url: () => string, handlers: StreamHandlers): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = firstWait;
  let over = false;

  const open = () => {
    source = new EventSource(url());
    source.addEventListener('open', () => {
      wait = firstWait;
      handlers.onOpen();
    });
    // The browser reconnects by itself after some errors; one way for all of them is simpler.
    source.addEventListener('error', () => {
      source?.close();
      if (over) return;
      handlers.onLost();
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, longestWait);
    });
    for (const [name, handle] of Object.entries(handlers.events)) {
      source.addEventListener(name, (event) => handle(JSON.parse((event as MessageEvent).data)));
    }
  };
  const stop = () => {
    clearTimeout(timer);
    source?.close();
  };
  const look = () => {
    if (document.hidden) return stop();
    if (source !== undefined && source.readyState !== EventSource.CLOSED) return;
    stop();
    open();
  };
  window.addEventListener('online', look);
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    over = true;
    stop();
    window.removeEventListener('online', look);
    document.removeEventListener('visibilitychange', look);
  };
}
