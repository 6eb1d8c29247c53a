import { Button, Checkbox } from '@mantine/core';
import type { PipelineDetail } from '../api/types';

interface StepPickerProps {
  pipeline: PipelineDetail;
  /** Ids of steps that are left out. */
  left: ReadonlySet<string>;
  onChange: (left: ReadonlySet<string>) => void;
}

/** Which steps take part. What is left out is checked where others read it, never applied. */
export function StepPicker({ pipeline, left, onChange }: StepPickerProps) {
  const ids = pipeline.steps.map(({ id }) => id);
  return (
    <section className="card stack" aria-label="Steps">
      <div className="row apart">
        <h2>Steps</h2>
        <div className="row tight">
          <Button variant="subtle" size="compact-sm" onClick={() => onChange(new Set())}>
            All
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={() => onChange(new Set(ids))}>
            None
          </Button>
        </div>
      </div>
      <ul className="step-picks">
        {pipeline.steps.map(({ id, name, type, checked, forEach }) => (
          <li key={id}>
            <Checkbox
              size="sm"
              label={id}
              description={[
                name && name !== id ? name : '',
                type,
                forEach ? 'for each item' : '',
                checked || type === 'approval' ? '' : 'always runs',
              ]
                .filter(Boolean)
                .join(' · ')}
              checked={!left.has(id)}
              onChange={({ currentTarget }) => {
                const after = new Set(left);
                if (currentTarget.checked) after.delete(id);
                else after.add(id);
                onChange(after);
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
