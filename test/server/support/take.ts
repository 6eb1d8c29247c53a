import type { Told } from './served.js';

/** The first so many events. */
export async function take<Data>(
  events: AsyncGenerator<Told<Data>>,
  count: number,
): Promise<Told<Data>[]> {
  const taken: Told<Data>[] = [];
  for await (const one of events) {
    taken.push(one);
    if (taken.length === count) break;
  }
  return taken;
}
