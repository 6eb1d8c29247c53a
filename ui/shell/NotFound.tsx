import { Link } from '@tanstack/react-router';
import { Page } from '../parts/Page';

export function NotFound() {
  return (
    <Page title="There is no such page">
      <p>
        The address may be of an older version. <Link to="/">See all runs</Link>.
      </p>
    </Page>
  );
}
