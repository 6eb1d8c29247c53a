import { Button, Checkbox, MultiSelect, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { runLook, runStates } from '../parts/words';
import { type Filter, sinceChoices } from './filter';

/** Kept in the address, so that a view can be sent on. */
export function Filters({ filter, pipelines }: { filter: Filter; pipelines: string[] }) {
  const navigate = useNavigate({ from: '/' });
  const set = (change: Filter) =>
    navigate({ to: '/', search: { ...filter, ...change }, replace: true, resetScroll: false });
  const isSet = Object.values(filter).some((value) => value !== undefined);
  return (
    <search className="filters" aria-label="Filter runs">
      <TextInput
        aria-label="Name"
        placeholder="Name"
        leftSection={<IconSearch size={15} aria-hidden />}
        value={filter.name ?? ''}
        onChange={({ currentTarget }) => set({ name: currentTarget.value || undefined })}
      />
      <MultiSelect
        aria-label="State"
        placeholder={filter.state ? '' : 'Any state'}
        data={runStates.map((state) => ({ value: state, label: runLook(state).word }))}
        value={filter.state?.split(',') ?? []}
        onChange={(states) => set({ state: states.join(',') || undefined })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any state' }}
      />
      <Select
        aria-label="Pipeline"
        placeholder="Any pipeline"
        data={pipelines}
        value={filter.pipeline ?? null}
        onChange={(pipeline) => set({ pipeline: pipeline ?? undefined })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any pipeline' }}
      />
      <Select
        aria-label="Since"
        placeholder="Any time"
        data={sinceChoices.map(({ value, label }) => ({ value, label }))}
        value={filter.since ?? null}
        onChange={(since) => set({ since: since ?? undefined })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any time' }}
      />
      <Checkbox
        label="Looks too"
        description={undefined}
        checked={filter.looks === 'yes'}
        onChange={({ currentTarget }) => set({ looks: currentTarget.checked ? 'yes' : undefined })}
      />
      {isSet && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => navigate({ to: '/', search: {} })}
        >
          Clear
        </Button>
      )}
    </search>
  );
}
