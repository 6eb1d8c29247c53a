import { useNow } from './now';
import { clockWords, dateWords, durationWords, relativeWords } from './time-words';

/** `5 minutes ago`, with the whole date on hover. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={dateWords(at)} className="nowrap">
      {relativeWords(Date.parse(at), now)}
    </time>
  );
}

export function Clock({ at }: { at: string }) {
  return (
    <time dateTime={at} title={dateWords(at)} className="nowrap">
      {clockWords(at)}
    </time>
  );
}

/** From start to end, or so far. */
export function Duration({ from, to }: { from: string; to?: string | undefined }) {
  const now = useNow(to === undefined);
  const end = to === undefined ? Math.max(now, Date.parse(from)) : Date.parse(to);
  return <span className="nowrap">{durationWords(end - Date.parse(from))}</span>;
}

/** Seconds until something. */
export function Countdown({ to }: { to: string }) {
  const left = Date.parse(to) - useNow();
  return (
    <span className="nowrap">
      {left > 0 ? `in ${durationWords(Math.ceil(left / 1000) * 1000)}` : 'now'}
    </span>
  );
}
