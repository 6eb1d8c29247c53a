import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { allSteps } from '../../contract/words.js';
import type { RunDetail } from '../api/types';
import { StepDetail } from './StepDetail';
import { useChosenStep } from './use-chosen-step';

interface SplitProps {
  detail: RunDetail;
  /** What is at the left wants more room than the step. */
  wide?: boolean;
  children: ReactNode;
}

/** All steps, and the chosen one beside them; on a narrow screen one of the two. */
export function Split({ detail, wide = false, children }: SplitProps) {
  const { step: id } = useSearch({ from: '/runs/$name' });
  const { choose } = useChosenStep();
  const { run } = detail;
  const step = allSteps(run).find((each) => each.id === id);
  return (
    <div className="split" data-chosen={step !== undefined} data-wide={wide}>
      <div className="split-all">{children}</div>
      {step && (
        <section className="split-one" aria-label={`Step ${step.id}`}>
          <div className="split-back">
            <Button
              variant="default"
              size="xs"
              leftSection={<IconArrowLeft size={15} aria-hidden />}
              onClick={() => choose(undefined)}
            >
              All steps
            </Button>
          </div>
          <StepDetail key={step.id} step={step} detail={detail} />
        </section>
      )}
    </div>
  );
}
