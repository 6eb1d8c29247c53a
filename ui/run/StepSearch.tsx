import { TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { allSteps } from '../../contract/words.js';
import type { RunView } from '../api/types';
import { isMeant } from './rows';
import type { RunSearch } from './search';

/** Up to so many steps are in sight at once: nobody has to look for one. */
const few = 12;

/** Looks for steps by address, name, type or state; `/` goes there. What is looked for is in the address. */
export function StepSearch({ run }: { run: RunView }) {
  const { find = '' } = useSearch({ from: '/runs/$name' });
  const navigate = useNavigate({ from: '/runs/$name' });
  const field = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => field.current?.focus()]]);
  const steps = allSteps(run);
  if (steps.length <= few && find === '') return null;
  const look = (text: string) =>
    navigate({
      to: '.',
      search: (before: RunSearch) => ({ ...before, find: text === '' ? undefined : text }),
      replace: true,
      resetScroll: false,
    });
  const found = steps.filter((step) => isMeant(step, find)).length;
  return (
    <search className="row step-search" aria-label="Find steps">
      <TextInput
        ref={field}
        size="xs"
        aria-label="Find steps"
        aria-keyshortcuts="/"
        placeholder="Find steps  ( / )"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={find}
        onChange={({ currentTarget }) => look(currentTarget.value)}
        onKeyDown={({ key }) => key === 'Escape' && look('')}
      />
      {find !== '' && (
        <span className="small soft" role="status">
          {found === 0 ? 'none is like that' : `${found} of ${steps.length}`}
        </span>
      )}
    </search>
  );
}
