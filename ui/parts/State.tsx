import {
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconHandStop,
  IconLoader2,
  IconMinus,
  IconPlayerPauseFilled,
  IconRefresh,
  IconX,
} from '@tabler/icons-react';
import type { RunStateName, StepView } from '../api/types';
import { type Look, runLook, stepLook, type Tone } from './words';

const icons: Record<Tone, typeof IconCheck> = {
  done: IconCheck,
  running: IconLoader2,
  retrying: IconRefresh,
  held: IconPlayerPauseFilled,
  asked: IconHandStop,
  failed: IconX,
  quiet: IconMinus,
};
const byWord: { [word: string]: typeof IconCheck } = {
  waiting: IconCircleDashed,
  aborted: IconBan,
  cancelled: IconBan,
  paused: IconPlayerPauseFilled,
};

function iconOf({ tone, word }: Look) {
  return byWord[word] ?? icons[tone];
}

interface StateProps {
  look: Look;
  loud?: boolean;
  big?: boolean;
}

function State({ look, loud, big }: StateProps) {
  const Icon = iconOf(look);
  const classes = ['state', loud && 'loud', big && 'big'].filter(Boolean).join(' ');
  return (
    <span className={classes} data-tone={look.tone}>
      <Icon
        size={big ? 17 : 14}
        stroke={2.4}
        aria-hidden
        {...(look.tone === 'running' ? { className: 'spin' } : {})}
      />
      {look.word}
    </span>
  );
}

/** What waits for a person is loud; nothing else is. */
export function RunState({ state, big = false }: { state: RunStateName; big?: boolean }) {
  const loud = state === 'held' || state === 'waiting-approval';
  return <State look={runLook(state)} loud={loud} big={big} />;
}

export function StepState({ step }: { step: StepView }) {
  const look = stepLook(step);
  return <State look={look} loud={step.state === 'held' || look.tone === 'asked'} />;
}

/** The symbol alone, where the word stands beside it. */
export function StepIcon({ step, size = 16 }: { step: StepView; size?: number }) {
  const look = stepLook(step);
  const Icon = iconOf(look);
  return (
    <span className="toned" data-tone={look.tone} style={{ display: 'inline-flex' }}>
      <Icon
        size={size}
        stroke={2.4}
        aria-hidden
        {...(look.tone === 'running' ? { className: 'spin' } : {})}
      />
    </span>
  );
}
