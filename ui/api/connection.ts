import { useSyncExternalStore } from 'react';

/** Whether events arrive, over all streams of the page. */
const lost = new Set<object>();
const listeners = new Set<() => void>();

export function setLost(stream: object, isLost: boolean): void {
  const before = lost.size > 0;
  if (isLost) lost.add(stream);
  else lost.delete(stream);
  if (before !== lost.size > 0) for (const listener of listeners) listener();
}

export function useConnectionLost(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => lost.size > 0,
  );
}
