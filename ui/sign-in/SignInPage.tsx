import '../shell/shell.css';
import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { post } from '../api/http';
import { queryClient } from '../api/query-client';
import type { Session } from '../api/types';
import { Loading } from '../parts/Page';
import { Trouble } from '../parts/Trouble';
import { useAct } from '../parts/use-act';
import { commandTo } from './command-to';

/** A link from the terminal signs in by itself; who comes without one is told how to get it. */
export function SignInPage() {
  useDocumentTitle('Sign in · Muster');
  const code = useRef(location.pathname === '/sign-in' ? location.hash.slice(1) : '');
  const target = useRef(targetOf(location));
  // Shown in place of the page that was asked for; a link of its own says where it leads.
  const asked = useRef(
    location.pathname === '/sign-in' ? target.current : addressOf(location),
  ).current;
  const sent = useRef(false);
  const navigate = useNavigate();
  const signIn = useAct(
    (given: string) => post<Session>('/api/session', { code: given }),
    (session) => {
      queryClient.setQueryData(['session'], session);
      void navigate({ href: target.current, replace: true });
    },
  );
  const { mutate } = signIn;
  useEffect(() => {
    if (code.current === '' || sent.current) return;
    sent.current = true;
    // A code serves once; nobody shall find it in the browser's history.
    history.replaceState(null, '', '/sign-in');
    mutate(code.current);
  }, [mutate]);

  return (
    <main className="sign-in">
      <div className="card stack loose">
        <div className="row">
          <img src="/icon.svg" width={34} height={34} alt="" />
          <h1>Sign in to Muster</h1>
        </div>
        {signIn.isPending && <Loading rows={1} />}
        {signIn.isError && <Trouble error={signIn.error} />}
        {!signIn.isPending && (
          <div className="stack">
            <p>
              On the computer where Muster runs, ask for a link in a terminal, and open it here:
            </p>
            <pre className="block">{commandTo(location.pathname)}</pre>
            <p className="small soft">
              A link signs in once, within ten minutes. There is no password.
            </p>
            {asked !== '/' && (
              <p className="small soft anywhere">
                You asked for <code>{asked}</code>. Once this browser is signed in, in another tab
                if you like, the button below leads there.
              </p>
            )}
            <div>
              <Button variant="default" onClick={() => location.assign(asked)}>
                I am signed in already
              </Button>
            </div>
          </div>
        )}
      </div>
    </main>
  );
}

function addressOf({ pathname, search }: Location): string {
  return `${pathname}${search}`;
}

/** Where a link leads after signing in: only within this page. */
function targetOf({ search }: Location): string {
  const to = new URLSearchParams(search).get('to') ?? '/';
  return to.startsWith('/') && !to.startsWith('//') ? to : '/';
}
