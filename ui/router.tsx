import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { pipelineSearch } from './pipelines/search';
import { RunPage } from './run/RunPage';
import { runSearch } from './run/search';
import { filterSearch } from './runs/filter';
import { RunsPage } from './runs/RunsPage';
import { NotFound } from './shell/NotFound';
import { Shell } from './shell/Shell';
import { SignInPage } from './sign-in/SignInPage';

/** Every page and its address. What a page shows of many is in the address too, to be sent on. */
const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const routeTree = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: RunsPage,
    validateSearch: filterSearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs/$name',
    component: RunPage,
    validateSearch: runSearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs/$name/compare',
    component: lazyRouteComponent(() => import('./compare/ComparePage'), 'ComparePage'),
    validateSearch: (search: Record<string, unknown>) => ({
      run: text(search.run),
      against: text(search.against),
    }),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/pipelines',
    component: lazyRouteComponent(() => import('./pipelines/PipelinesPage'), 'PipelinesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/pipelines/$id',
    component: lazyRouteComponent(() => import('./pipelines/PipelinePage'), 'PipelinePage'),
    validateSearch: pipelineSearch,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/schedules',
    component: lazyRouteComponent(() => import('./schedules/SchedulesPage'), 'SchedulesPage'),
    validateSearch: (search: Record<string, unknown>) => ({ pipeline: text(search.pipeline) }),
  }),
  createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignInPage }),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  // Plain texts in the address, as a person would write them.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const entries = Object.entries(search).filter(([, value]) => value !== undefined);
    const written = new URLSearchParams(entries as [string, string][]).toString();
    return written === '' ? '' : `?${written.replaceAll('%2C', ',').replaceAll('%2F', '/')}`;
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
