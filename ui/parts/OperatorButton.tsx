import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useReadOnly } from '../api/session';

interface OperatorButtonProps extends Omit<ButtonProps, 'disabled'> {
  /** What it does, for who points at it. */
  tip?: string | undefined;
  /** Why it is off, beside the role of who looks. */
  off?: string | undefined;
  onClick: () => void;
  children: ReactNode;
}

/**
 * A button for those who may change things. Who may not, or not yet, can reach it all the same, and is told
 * why it is off: a disabled button can be neither pointed at nor focused.
 */
export function OperatorButton({ tip, off, onClick, children, ...look }: OperatorButtonProps) {
  const readOnly = useReadOnly();
  const why = readOnly ?? off;
  const isOff = why !== undefined;
  const label = why ?? tip;
  return (
    <Tooltip label={label ?? ''} disabled={label === undefined} events={everyWay}>
      <Button
        {...look}
        aria-disabled={isOff}
        data-disabled={isOff}
        onClick={() => isOff || onClick()}
      >
        {children}
      </Button>
    </Tooltip>
  );
}

const everyWay = { hover: true, focus: true, touch: true };
