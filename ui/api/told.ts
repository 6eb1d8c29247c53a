import { hashKey, type QueryKey } from '@tanstack/react-query';
import { queryClient } from './query-client';

/** How often a stream has told what is kept under a key. */
const counts = new Map<string, number>();

/** Keep what a stream tells. */
export function tell<Data>(key: QueryKey, next: (known: Data | undefined) => Data | undefined) {
  const hash = hashKey(key);
  counts.set(hash, (counts.get(hash) ?? 0) + 1);
  queryClient.setQueryData<Data>(key, next);
}

/**
 * Ask for what a stream tells too. An answer that a stream has overtaken is older than what is
 * known, and nothing would mend it: a stream tells changes only.
 */
export async function askedOrTold<Data>(key: QueryKey, ask: () => Promise<Data>): Promise<Data> {
  const hash = hashKey(key);
  const before = counts.get(hash);
  const answer = await ask();
  if (counts.get(hash) === before) return answer;
  return queryClient.getQueryData<Data>(key) ?? answer;
}
