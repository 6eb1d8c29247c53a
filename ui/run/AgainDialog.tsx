import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { path, post } from '../api/http';
import { queryClient } from '../api/query-client';
import type { RunDetail } from '../api/types';
import { Dialog } from '../parts/Dialog';
import { Refused } from '../parts/Refused';
import { useAct } from '../parts/use-act';
import { Values } from '../parts/Value';
import { sameAgain, takenDown } from './again';

/** What can be done with what a run brought up, once it is over. */
export type Again = 'up' | 'look' | 'down';

/** Start a run of what another one ran: its page is shown then. */
export function useAgain(detail: RunDetail, pipelineId: string, mode: Again) {
  const { run, plan } = detail;
  const navigate = useNavigate();
  // A down goes by what is up, which has its inputs.
  const body = mode === 'down' ? { name: run.name } : sameAgain(run.name, plan);
  return useAct(
    () => post<{ name: string }>(path('pipelines', pipelineId, 'runs'), { mode, ...body }),
    ({ name }) => {
      // An earlier run of the name is shown here, most likely: it is asked for anew.
      void queryClient.resetQueries({ queryKey: ['run', name] });
      void navigate({ to: '/runs/$name', params: { name }, search: {} });
    },
  );
}

interface AgainDialogProps {
  detail: RunDetail;
  pipelineId: string;
  mode: 'up' | 'down';
  onClose: () => void;
}

/** Asks before something is changed, and says what. */
export function AgainDialog({ detail, pipelineId, mode, onClose }: AgainDialogProps) {
  const { run, plan } = detail;
  const again = useAgain(detail, pipelineId, mode);
  const title = mode === 'up' ? `Run ${run.name} again` : `Take down ${run.name}`;
  return (
    <Dialog onClose={onClose} title={title}>
      <div className="stack">
        {mode === 'up' ? (
          <>
            <p>
              The pipeline is read as it is now, and brought up with the same inputs. What holds
              stays; what cannot be checked runs again.
            </p>
            <Values values={plan.inputs} none="The pipeline has no inputs." />
          </>
        ) : (
          <Down ids={takenDown(plan)} />
        )}
        <Refused act={again} />
        <div className="row dialog-ways">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button
            {...(mode === 'down' ? { color: 'danger' } : {})}
            loading={again.isPending}
            onClick={() => again.mutate(undefined, { onSuccess: onClose })}
          >
            {mode === 'up' ? 'Run again' : 'Take down'}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Down({ ids }: { ids: string[] }) {
  if (ids.length === 0) return <p>No step of it says how it is taken down: nothing is removed.</p>;
  return (
    <p>
      What was brought up last under this name is removed, in reverse order:{' '}
      <b className="anywhere">{ids.join(', ')}</b>. This cannot be taken back.
    </p>
  );
}
