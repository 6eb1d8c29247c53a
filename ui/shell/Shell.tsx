import './shell.css';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useConnectionLost } from '../api/connection';
import { runsQuery, useRunEvents } from '../api/runs';
import { sessionQuery } from '../api/session';
import { Loading } from '../parts/Page';
import { Trouble } from '../parts/Trouble';
import { waitingRuns } from '../runs/filter';
import { SignInPage } from '../sign-in/SignInPage';
import { Menus } from './Menus';

/** What is around every page: where to go, who is signed in, and whether what is shown is fresh. */
export function Shell() {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const session = useQuery({ ...sessionQuery, enabled: path !== '/sign-in' });
  const signedIn = session.data !== undefined && session.data !== null;
  // A run's own page listens to that run.
  useRunEvents(signedIn && !path.startsWith('/runs/'));

  if (path === '/sign-in') return <Outlet />;
  if (session.data === null) return <SignInPage />;
  return (
    <>
      <a className="skip-link" href="#main">
        To the content
      </a>
      <header className="top">
        <div className="top-inner">
          <Link to="/" className="brand" aria-label="Muster">
            <img src="/icon.svg" width={26} height={26} alt="" />
            <span>muster</span>
          </Link>
          {signedIn ? <Navigation path={path} /> : <div className="nav" />}
          <Menus session={session.data ?? undefined} />
        </div>
      </header>
      <Lost />
      <main className="main" id="main" tabIndex={-1}>
        {session.isPending && <Loading />}
        {session.isError && !signedIn && (
          <Trouble error={session.error} again={() => session.refetch()} />
        )}
        {signedIn && <Outlet />}
      </main>
    </>
  );
}

function Navigation({ path }: { path: string }) {
  const { data: waiting = 0 } = useQuery({
    ...runsQuery,
    select: (runs) => waitingRuns(runs).length,
  });
  const isAt = (start: string) =>
    path.startsWith(start) ? { 'aria-current': 'page' as const } : {};
  return (
    <nav className="nav" aria-label="Main">
      <Link
        to="/"
        {...(path === '/' || path.startsWith('/runs/') ? { 'aria-current': 'page' } : {})}
      >
        Runs
        {waiting > 0 && (
          <span className="count" role="img" aria-label={`${waiting} waiting for you`}>
            {waiting}
          </span>
        )}
      </Link>
      <Link to="/pipelines" {...isAt('/pipelines')}>
        Pipelines
      </Link>
      <Link to="/schedules" {...isAt('/schedules')}>
        Schedules
      </Link>
    </nav>
  );
}

/** Says that what is shown may be old; the streams mend themselves. */
function Lost() {
  const lost = useConnectionLost();
  return (
    <div role="status" aria-live="polite">
      {lost && (
        <div className="lost">
          <span>Connection lost. What you see may be old. Trying again…</span>
        </div>
      )}
    </div>
  );
}
