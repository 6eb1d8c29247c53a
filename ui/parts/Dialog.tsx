import { Modal } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';

interface DialogProps {
  title: string;
  size?: string;
  onClose: () => void;
  children: ReactNode;
}

/** A question before the page. Who closes it is back where they were. */
export function Dialog({ title, size, onClose, children }: DialogProps) {
  const before = useRef(document.activeElement);
  useEffect(() => {
    const { current } = before;
    return () => {
      // Once the dialog is gone, and with it what keeps the focus inside.
      setTimeout(() => current instanceof HTMLElement && current.isConnected && current.focus());
    };
  }, []);
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
      {...(size ? { size } : {})}
    >
      {children}
    </Modal>
  );
}
