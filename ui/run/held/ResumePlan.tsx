import { Button } from '@mantine/core';
import { useReadOnly } from '../../api/session';
import { Loading } from '../../parts/Page';
import { Refused } from '../../parts/Refused';
import { Duration } from '../../parts/Time';
import { Trouble } from '../../parts/Trouble';
import { PreviewSteps } from './PreviewSteps';
import { previewSummary } from './preview-groups';
import type { Resume } from './use-resume';

/** What a resume will do, and a look at the world before anybody decides. */
export function ResumePlan({ resume, label }: { resume: Resume; label: string }) {
  const { told, look, preview, ticked, tick, isTicked, refused } = resume;
  const readOnly = useReadOnly();
  return (
    <section className="stack" aria-label={label}>
      <div className="row apart">
        <h3>{label}</h3>
        {preview && !readOnly && !look.isLooking && (
          <Button variant="default" size="compact-sm" onClick={look.start}>
            {look.isOn ? 'Look again' : 'Look at the world first'}
          </Button>
        )}
      </div>
      {look.isLooking && (
        <div className="row">
          <p role="status">
            Looking at the world, for{' '}
            <span aria-live="off">
              <Duration from={look.since} />
            </span>{' '}
            so far. Below is what is known without that.
          </p>
          <Button variant="default" size="compact-sm" onClick={look.stop}>
            Do not wait for it
          </Button>
        </div>
      )}
      {look.isOn && <Refused act={look} />}
      {told.isPending && preview === undefined && <Loading rows={2} />}
      {told.isError && <Trouble error={told.error} again={resume.again} />}
      {preview && (
        <>
          {refused && (
            <p className="toned" data-tone="failed">
              {refused}
            </p>
          )}
          <p className="soft">{previewSummary(preview.steps)}</p>
          <PreviewSteps preview={preview} ticked={ticked} onTick={tick} />
          {!isTicked && (
            <p className="small">
              Tick what may be done again; if you know that it was done, skip it instead.
            </p>
          )}
        </>
      )}
    </section>
  );
}
