import { Button } from '@mantine/core';
import { useReadOnly } from '../../api/session';
import { Loading } from '../../parts/Page';
import { Trouble } from '../../parts/Trouble';
import { PreviewSteps, previewSummary } from './PreviewSteps';
import type { Resume } from './use-resume';

/** What a resume will do, and a look at the world before anybody decides. */
export function ResumePlan({ resume, label }: { resume: Resume; label: string }) {
  const { preview, look, setLook, ticked, tick, isTicked, refused } = resume;
  const readOnly = useReadOnly();
  return (
    <section className="stack" aria-label={label}>
      <div className="row apart">
        <h3>{label}</h3>
        {preview.data && !readOnly && (
          <Button
            variant="default"
            size="compact-sm"
            loading={preview.isFetching}
            onClick={() => (look ? void preview.refetch() : setLook(true))}
          >
            {look ? 'Look again' : 'Look at the world first'}
          </Button>
        )}
      </div>
      {preview.isPending && <Loading rows={look ? 3 : 2} />}
      {preview.isError && <Trouble error={preview.error} again={() => preview.refetch()} />}
      {preview.data && (
        <>
          {refused && (
            <p className="toned" data-tone="failed">
              {refused}
            </p>
          )}
          <p className="soft">{previewSummary(preview.data)}</p>
          <PreviewSteps preview={preview.data} ticked={ticked} onTick={tick} />
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
