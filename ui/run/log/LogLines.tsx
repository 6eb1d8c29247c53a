import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { Clock } from '../../parts/Time';
import { Ansi, plain } from './ansi';
import type { LogLine } from './log-line';

interface LogLinesProps {
  label: string;
  lines: LogLine[];
  count: number;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  /** Whether long lines go on below; else to the right. */
  wraps: boolean;
  /** A text that is looked for. */
  found: string | undefined;
  /** The line with the match that is looked at. */
  current?: number;
}

const lineHeight = 19;

/** Ten thousand lines, of which only those in sight are there. */
export function LogLines(props: LogLinesProps) {
  const { label, lines, count, follow, onFollow, wraps, found, current } = props;
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines have other heights then
  useEffect(() => virtual.measure(), [wraps, virtual]);
  useEffect(() => {
    if (follow && count > 0) virtual.scrollToIndex(count - 1, { align: 'end' });
  }, [follow, count, virtual]);
  useEffect(() => {
    if (current !== undefined) virtual.scrollToIndex(current, { align: 'center' });
  }, [current, virtual]);

  /** Who scrolls up wants to read; who scrolls back to the end wants to follow. */
  const onWheel = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current ?? document.body;
    const atEnd = scrollHeight - scrollTop - clientHeight < lineHeight * 2;
    if (atEnd !== follow) onFollow(atEnd);
  };
  const digits = String(count).length;
  return (
    <div
      ref={box}
      className="log-lines"
      data-wraps={wraps}
      role="log"
      aria-label={label}
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onWheel={() => requestAnimationFrame(onWheel)}
      onKeyUp={() => requestAnimationFrame(onWheel)}
      onTouchEnd={() => requestAnimationFrame(onWheel)}
    >
      {count === 0 && <p className="log-none">Nothing written yet.</p>}
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const line = lines[index];
          if (line === undefined) return null;
          const isFound = found && plain(line.text).toLowerCase().includes(found.toLowerCase());
          return (
            <div
              key={key}
              data-index={index}
              ref={virtual.measureElement}
              className={line.at === undefined ? 'log-line' : 'log-line log-attempt'}
              data-found={isFound ? (index === current ? 'current' : 'yes') : undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              {line.at !== undefined ? (
                <>
                  {line.text}, <Clock at={line.at} />
                </>
              ) : (
                <>
                  <span className="log-number" style={{ width: `${digits + 1}ch` }} aria-hidden>
                    {line.number}
                  </span>
                  <span className={line.number === undefined ? 'log-text log-note' : 'log-text'}>
                    <Ansi text={line.text} />
                  </span>
                </>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
