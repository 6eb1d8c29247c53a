import { Link } from '@tanstack/react-router';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { runModeWords } from '../../contract/words.js';
import type { RunSummary } from '../api/types';
import { RunState } from '../parts/State';
import { Ago, Duration } from '../parts/Time';

/** A row for each run; only those in sight are there. */
export function RunsTable({ runs }: { runs: RunSummary[] }) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: runs.length,
    estimateSize: () => 46,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => runs[index]?.runId ?? index,
  });
  return (
    <div className="card flush">
      <div className="run-row run-heads" aria-hidden>
        <span>State</span>
        <span>Name</span>
        <span>Pipeline</span>
        <span>What</span>
        <span>Started</span>
        <span className="number">Took</span>
      </div>
      <ul
        ref={list}
        aria-label="Runs"
        style={{ height: rows.getTotalSize(), position: 'relative' }}
      >
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const run = runs[index];
          if (run === undefined) return null;
          return (
            <li
              key={key}
              data-index={index}
              ref={rows.measureElement}
              className="run-place"
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <RunRow run={run} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function RunRow({ run }: { run: RunSummary }) {
  return (
    <Link
      to="/runs/$name"
      params={{ name: run.name }}
      search={{ run: run.runId }}
      className="run-row"
      data-state={run.state}
    >
      <span>
        <RunState state={run.state} />
      </span>
      <span className="run-name cut">{run.name}</span>
      <span className="cut soft">{run.pipeline}</span>
      <span className="soft">{runModeWords[run.mode]}</span>
      <span className="soft">
        <Ago at={run.startedAt} />
      </span>
      <span className="number soft">
        <Duration from={run.startedAt} to={run.endedAt} />
      </span>
    </Link>
  );
}
