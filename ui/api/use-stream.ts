import { useEffect, useEffectEvent } from 'react';
import { setLost } from './connection';
import { listen } from './event-stream';
import { queryClient } from './query-client';

interface StreamOptions {
  /** What to add to the address when it is asked again. */
  resume?: () => string;
  /** Whether anything is shown that may be old once the stream is lost. Default: true. */
  isShown?: boolean;
}

/** Listen to a stream while the component is there; `undefined`: to none. */
export function useStream(
  url: string | undefined,
  events: { [name: string]: (data: never) => void },
  { resume, isShown = true }: StreamOptions = {},
): void {
  const handle = useEffectEvent((name: string, data: unknown) => events[name]?.(data as never));
  const address = useEffectEvent((base: string) => base + (resume?.() ?? ''));
  const lose = useEffectEvent((stream: object) => setLost(stream, isShown));
  const names = Object.keys(events).join(' ');
  useEffect(() => {
    if (url === undefined) return;
    const stream = {};
    const stop = listen(() => address(url), {
      events: {
        // The engine cannot be asked: what is shown may be old until the next event.
        problem: () => setLost(stream, true),
        ...Object.fromEntries(
          names.split(' ').map((name) => [
            name,
            (data: unknown) => {
              setLost(stream, false);
              handle(name, data);
            },
          ]),
        ),
      },
      onOpen: () => setLost(stream, false),
      onLost: () => {
        lose(stream);
        // Refused rather than lost: the session has ended, and its query says so.
        void queryClient.invalidateQueries({ queryKey: ['session'] });
      },
    });
    return () => {
      stop();
      setLost(stream, false);
    };
  }, [url, names]);
}
