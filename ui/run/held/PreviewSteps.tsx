import { Checkbox } from '@mantine/core';
import type { PreviewStep, ResumePreview } from '../../api/types';
import { ChangedFields } from '../../parts/ChangedFields';
import { partTone, plural, type Tone } from '../../parts/words';
import { previewGroups } from './preview-groups';

const actionWords: Record<PreviewStep['action'], { word: string; tone: Tone }> = {
  kept: { word: 'kept', tone: 'quiet' },
  checked: { word: 'checked, applied if it does not hold', tone: 'running' },
  'left-in-place': { word: 'left as it is', tone: 'quiet' },
  'done-again': { word: 'done again', tone: 'retrying' },
  'to-do': { word: 'to do', tone: 'running' },
  'known-after-apply': { word: 'known after apply', tone: 'retrying' },
  asked: { word: 'somebody is asked', tone: 'asked' },
  skipped: { word: 'stays skipped', tone: 'quiet' },
  waits: { word: 'waits', tone: 'quiet' },
  held: { word: 'stays held', tone: 'held' },
  'taken-down': { word: 'taken down', tone: 'failed' },
  removed: { word: 'no longer in the pipeline; what it made stays', tone: 'failed' },
};

interface PreviewStepsProps {
  preview: ResumePreview;
  ticked: ReadonlySet<string>;
  onTick: (step: string, isTicked: boolean) => void;
}

/**
 * What a resume will do, step by step: what has to be read first, what holds folded. Steps that nobody
 * can call safe have a box to tick.
 */
export function PreviewSteps({ preview, ticked, onTick }: PreviewStepsProps) {
  const { first, toDo, stays } = previewGroups(preview.steps);
  const shown = [...first, ...toDo];
  const steps = (some: PreviewStep[]) =>
    some.map((step) => (
      <PreviewLine key={step.id} step={step} isTicked={ticked.has(step.id)} onTick={onTick} />
    ));
  return (
    <div className="stack tight">
      {shown.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <ol className="preview" aria-label="What a resume will do" tabIndex={0}>
          {steps(shown)}
        </ol>
      )}
      {stays.length > 0 && (
        <details open={shown.length === 0 || undefined}>
          <summary>
            {plural(stays.length, 'step holds or stays as it is', 'steps hold or stay as they are')}
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <ol className="preview under-summary" aria-label="What stays as it is" tabIndex={0}>
            {steps(stays)}
          </ol>
        </details>
      )}
    </div>
  );
}

interface PreviewLineProps {
  step: PreviewStep;
  isTicked: boolean;
  onTick: (step: string, isTicked: boolean) => void;
}

function PreviewLine({ step, isTicked, onTick }: PreviewLineProps) {
  return (
    <li data-tone={actionWords[step.action].tone}>
      <span className="preview-id">{step.id}</span>
      <div className="preview-says">
        <span>
          <b className="toned">{actionWords[step.action].word}</b>{' '}
          {step.definition && (
            <span className="chip" data-tone="retrying">
              {step.definition} in the file
            </span>
          )}
        </span>
        {step.why && <span className="soft small">{step.why}</span>}
        <Seen step={step} />
        {step.mustName && (
          <Checkbox
            className="preview-tick"
            label={`Yes, do ${step.id} again: nobody can tell whether it was done`}
            checked={isTicked}
            onChange={({ currentTarget }) => onTick(step.id, currentTarget.checked)}
          />
        )}
      </div>
      <ChangedFields fields={step.fields} />
    </li>
  );
}

function Seen({ step: { seen } }: { step: PreviewStep }) {
  if (seen === undefined) return null;
  const holds =
    seen.holds === undefined ? 'could not be checked' : seen.holds ? 'holds' : 'does not hold';
  return (
    <span className="small">
      just now:{' '}
      <b className="toned" data-tone={seen.holds ? 'done' : 'held'}>
        {holds}
      </b>
      {seen.why ? `, ${seen.why}` : ''}{' '}
      {Object.entries(seen.parts ?? {}).map(([part, state]) => (
        <span key={part} className="chip" data-tone={partTone(state)}>
          <b>{part}</b> {state}
        </span>
      ))}
      {seen.blocked && (
        <span className="soft">
          {' '}
          It will be held again: {seen.blocked.message} {seen.blocked.next}
        </span>
      )}
    </span>
  );
}
