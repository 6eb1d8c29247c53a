import { lazy, Suspense } from 'react';
import type { RunDetail } from '../api/types';
import { Loading } from '../parts/Page';
import { Cluster } from './Cluster';
import { History } from './History';
import { InputsAndOutputs } from './InputsAndOutputs';
import { Split } from './Split';
import { StepSearch } from './StepSearch';
import { StepsList } from './StepsList';
import type { View } from './search';
import { TimeLine } from './TimeLine';

/** The graph and what lays it out are loaded when somebody wants to see it. */
const Graph = lazy(() => import('./graph/Graph').then(({ Graph }) => ({ default: Graph })));

export function ViewOf({ view, detail }: { view: View; detail: RunDetail }) {
  switch (view) {
    case 'steps':
      return (
        <Split detail={detail}>
          <StepSearch run={detail.run} />
          <StepsList detail={detail} />
        </Split>
      );
    case 'graph':
      return (
        <Split detail={detail} wide>
          <StepSearch run={detail.run} />
          <Suspense fallback={<Loading />}>
            <Graph detail={detail} />
          </Suspense>
        </Split>
      );
    case 'time':
      return (
        <Split detail={detail} wide>
          <StepSearch run={detail.run} />
          <TimeLine detail={detail} />
        </Split>
      );
    case 'cluster':
      return <Cluster run={detail.run} />;
    case 'values':
      return <InputsAndOutputs detail={detail} />;
    case 'history':
      return <History detail={detail} />;
  }
}
