import './schedules.css';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { schedulesQuery } from '../api/pipelines';
import { useReadOnly } from '../api/session';
import { Loading, Page } from '../parts/Page';
import { Trouble } from '../parts/Trouble';
import { NewSchedule } from './NewSchedule';
import { ScheduleCard } from './ScheduleCard';

/** What runs by the clock, and the drift that its looks found. */
export function SchedulesPage() {
  const { pipeline } = useSearch({ from: '/schedules' });
  const schedules = useQuery(schedulesQuery);
  const readOnly = useReadOnly();
  const [isNew, setNew] = useState(pipeline !== undefined && readOnly === undefined);
  const aside = (
    <div className="row">
      {readOnly && <span className="soft small">{readOnly}</span>}
      <Button disabled={readOnly !== undefined} onClick={() => setNew(true)}>
        New schedule…
      </Button>
    </div>
  );
  return (
    <Page title="Schedules" aside={aside}>
      {schedules.isPending && <Loading />}
      {schedules.isError && <Trouble error={schedules.error} again={() => schedules.refetch()} />}
      {schedules.data?.length === 0 && (
        <div className="card empty">
          <p>Nothing runs by the clock yet.</p>
          <p>A nightly look tells whether everything still holds; it changes nothing.</p>
        </div>
      )}
      {schedules.data && schedules.data.length > 0 && (
        <ul className="schedules" aria-label="Schedules">
          {schedules.data.map((schedule) => (
            <li key={schedule.id}>
              <ScheduleCard schedule={schedule} />
            </li>
          ))}
        </ul>
      )}
      {isNew && <NewSchedule pipeline={pipeline} onClose={() => setNew(false)} />}
    </Page>
  );
}
