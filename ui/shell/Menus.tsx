import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { remove } from '../api/http';
import { queryClient } from '../api/query-client';
import { sessionQuery } from '../api/session';
import type { Session } from '../api/types';

const schemes = [
  ['auto', 'As the system', IconDeviceDesktop],
  ['light', 'Light', IconSun],
  ['dark', 'Dark', IconMoon],
] as const;

/** Theme, and who is signed in. */
export function Menus({ session }: { session: Session | undefined }) {
  return (
    <div className="row tight" style={{ flexWrap: 'nowrap' }}>
      <Theme />
      {session && <Account session={session} />}
    </div>
  );
}

function Theme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = schemes.find(([scheme]) => scheme === colorScheme)?.[2] ?? IconDeviceDesktop;
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Theme">
          <Icon size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(([scheme, label, SchemeIcon]) => (
          <Menu.Item
            key={scheme}
            leftSection={<SchemeIcon size={16} aria-hidden />}
            rightSection={
              scheme === colorScheme ? <IconCheck size={16} aria-label="chosen" /> : null
            }
            onClick={() => setColorScheme(scheme)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Account({ session }: { session: Session }) {
  const reader = session.role === 'reader';
  const signOut = async () => {
    await remove('/api/session').catch(() => {});
    queryClient.setQueryData(sessionQuery.queryKey, null);
    // Whoever signs in next shall not see what this one saw, nor what they wrote.
    sessionStorage.clear();
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  };
  return (
    <>
      {reader && <span className="chip">read only</span>}
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Account">
            <IconUser size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <div className="account">
            <p>{session.by}</p>
            <p className="small soft">
              {reader ? 'may read' : 'may change things'} · Muster {session.version} on{' '}
              {session.host}
            </p>
          </div>
          <Menu.Divider />
          <Menu.Item onClick={signOut}>Sign out</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
