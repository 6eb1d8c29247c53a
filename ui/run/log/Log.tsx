import './log.css';
import { ActionIcon, Button, Checkbox, TextInput, Tooltip } from '@mantine/core';
import { useHotkeys, useLocalStorage } from '@mantine/hooks';
import {
  IconChevronDown,
  IconChevronUp,
  IconDownload,
  IconMaximize,
  IconMinimize,
  IconSearch,
  IconTextWrap,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { get, path, query } from '../../api/http';
import type { RunDetail, StepView } from '../../api/types';
import { plural } from '../../parts/words';
import { plain } from './ansi';
import { LogLines } from './LogLines';
import type { LogLine } from './log-line';
import { useLog } from './use-log';

/** What the step wrote: live, with its colours, to search, to follow, to download. */
export function Log({ detail: { run }, step }: { detail: RunDetail; step: StepView }) {
  // Of this run, also where its address means the latest: a step it has not come to has no log.
  const { runId } = run;
  const lines = useLog(run.name, runId, step.id);
  const [follow, setFollow] = useState(true);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [wraps, setWraps] = useLocalStorage({ key: 'muster-log-wraps', defaultValue: true });
  const [isLarge, setLarge] = useState(false);
  useHotkeys([['Escape', () => setLarge(false)]], []);
  const found = useMatches(lines, lines.length, text);
  const current = found[at % Math.max(1, found.length)];
  const go = (by: number) => {
    setFollow(false);
    setAt((before) => (before + by + found.length) % Math.max(1, found.length));
  };
  const count = lines.filter(({ number }) => number !== undefined).length;
  return (
    <section className="card flush log" data-large={isLarge} aria-label={`Output of ${step.id}`}>
      <div className="log-head">
        <h3>Output</h3>
        <span className="soft small">{plural(count, 'line')}</span>
        <TextInput
          size="xs"
          className="log-search"
          aria-label="Search the output"
          placeholder="Search"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={text}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            setAt(0);
            setFollow(currentTarget.value === '');
          }}
          onKeyDown={({ key, shiftKey }) => key === 'Enter' && go(shiftKey ? -1 : 1)}
        />
        {text !== '' && (
          <span className="row tight" role="status">
            <span className="small soft nowrap">
              {found.length === 0
                ? 'nothing found'
                : `${(at % found.length) + 1} of ${found.length}`}
            </span>
            <ActionIcon
              variant="subtle"
              size="sm"
              aria-label="Previous match"
              onClick={() => go(-1)}
            >
              <IconChevronUp size={15} aria-hidden />
            </ActionIcon>
            <ActionIcon variant="subtle" size="sm" aria-label="Next match" onClick={() => go(1)}>
              <IconChevronDown size={15} aria-hidden />
            </ActionIcon>
          </span>
        )}
        <Checkbox
          size="xs"
          label="Follow"
          checked={follow}
          onChange={({ currentTarget }) => setFollow(currentTarget.checked)}
        />
        <LogSwitch label="Wrap long lines" isOn={wraps} onSwitch={setWraps} Icon={IconTextWrap} />
        <LogSwitch
          label="Over the whole page"
          isOn={isLarge}
          onSwitch={setLarge}
          Icon={isLarge ? IconMinimize : IconMaximize}
        />
        <Download name={run.name} runId={runId} step={step.id} isEmpty={lines.length === 0} />
      </div>
      <LogLines
        label={`Lines of ${step.id}`}
        lines={lines}
        count={lines.length}
        follow={follow}
        onFollow={setFollow}
        wraps={wraps}
        found={text === '' ? undefined : text}
        {...(current === undefined ? {} : { current })}
      />
    </section>
  );
}

interface LogSwitchProps {
  label: string;
  isOn: boolean;
  onSwitch: (isOn: boolean) => void;
  Icon: typeof IconTextWrap;
}

function LogSwitch({ label, isOn, onSwitch, Icon }: LogSwitchProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={isOn ? 'light' : 'subtle'}
        size="sm"
        aria-label={label}
        aria-pressed={isOn}
        onClick={() => onSwitch(!isOn)}
      >
        <Icon size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

/** Indices of the lines that hold a text, whatever its case. */
function useMatches(lines: LogLine[], count: number, text: string): number[] {
  return useMemo(() => {
    if (text === '') return [];
    const wanted = text.toLowerCase();
    return lines
      .slice(0, count)
      .flatMap((line, index) => (plain(line.text).toLowerCase().includes(wanted) ? [index] : []));
  }, [lines, count, text]);
}

interface DownloadProps {
  name: string;
  runId: string;
  step: string;
  isEmpty: boolean;
}

function Download({ name, runId, step, isEmpty }: DownloadProps) {
  const logs = useQuery({
    queryKey: ['logs', name, runId, step, isEmpty],
    queryFn: ({ signal }) =>
      get<{ attempts: { id: string; attempt: number }[] }>(
        `${path('runs', name, 'logs')}${query({ step, runId })}`,
        signal,
      ),
    enabled: !isEmpty,
  });
  const last = logs.data?.attempts.at(-1);
  if (last === undefined) return null;
  const address = `${path('runs', name, 'logs', last.id)}${query({ step, runId })}&download`;
  return (
    <Button
      component="a"
      href={address}
      download
      size="compact-xs"
      variant="subtle"
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      Download
    </Button>
  );
}
