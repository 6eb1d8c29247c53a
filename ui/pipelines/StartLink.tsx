import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useRouter } from '@tanstack/react-router';
import { linkOf } from './draft';
import type { Inputs } from './use-inputs';

/** An address that leads to this form as it is filled in, to be sent on. */
export function StartLink({ id, inputs }: { id: string; inputs: Inputs }) {
  const router = useRouter();
  const clipboard = useClipboard({ timeout: 2_500 });
  if (inputs.properties.length === 0) return null;
  const copy = () => {
    const { href } = router.buildLocation({
      to: '/pipelines/$id',
      params: { id },
      search: linkOf(inputs.properties, inputs.sent()),
    });
    clipboard.copy(`${location.origin}${href}`);
  };
  return (
    <Button variant="subtle" size="compact-sm" onClick={copy}>
      <span role="status">{clipboard.copied ? 'Copied' : 'Copy a link to this form'}</span>
    </Button>
  );
}
