import { Button } from '@mantine/core';
import type { RunView } from '../../api/types';
import { Dialog } from '../../parts/Dialog';
import { Refused } from '../../parts/Refused';
import { plural } from '../../parts/words';
import { ResumePlan } from './ResumePlan';
import { useResume } from './use-resume';

/** Read the pipeline's file again, say what changed, and go on with it. */
export function CorrectedDialog({ run, onClose }: { run: RunView; onClose: () => void }) {
  const resume = useResume(run, true);
  const changed =
    resume.preview?.steps.filter(({ definition, fields }) => definition ?? fields) ?? [];
  const go = () => resume.act.mutate(undefined, { onSuccess: onClose });
  return (
    <Dialog onClose={onClose} title="Resume with the corrected pipeline" size="lg">
      <div className="stack">
        <p>
          The file is read again: <code className="anywhere">{run.file}</code>
        </p>
        {resume.preview && (
          <p>
            {changed.length === 0 ? (
              'No step has changed in it. Correct the file in your editor, then look again.'
            ) : (
              <>
                <b>{plural(changed.length, 'step')} changed:</b>{' '}
                {changed
                  .map(({ id, definition = 'the same step still' }) => `${id} (${definition})`)
                  .join(', ')}
              </>
            )}
          </p>
        )}
        <ResumePlan resume={resume} label="What the corrected resume will do" />
        <div>
          <Button variant="default" size="compact-sm" onClick={resume.again}>
            Read the file again
          </Button>
        </div>
        <Refused act={resume.act} />
        {resume.whyNot && <p className="soft small">{resume.whyNot}</p>}
        <div className="row dialog-ways">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button
            disabled={resume.whyNot !== undefined}
            loading={resume.act.isPending}
            onClick={go}
          >
            Resume corrected
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
