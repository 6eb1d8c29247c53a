import { Skeleton } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

interface PageProps {
  title: string;
  /** What is beside the title. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Page({ title, aside, children }: PageProps) {
  useDocumentTitle(`${title} · Muster`);
  return (
    <div className="stack loose">
      <div className="row apart">
        <h1>{title}</h1>
        {aside}
      </div>
      {children}
    </div>
  );
}

/** Room for what is on its way. */
export function Loading({ rows = 5 }: { rows?: number }) {
  return (
    <output aria-label="Loading" className="stack">
      {Array.from({ length: rows }, (_, index) => `row ${index}`).map((key) => (
        <Skeleton key={key} height={44} radius="md" />
      ))}
    </output>
  );
}
