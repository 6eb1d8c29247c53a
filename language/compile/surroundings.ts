import type { Template } from '../../contract/plan.js';
import type { PipelineShape } from '../schema/pipeline.js';
import type { Place } from '../source/source.js';
import type { Build } from './build.js';
import { environmentOf } from './environment.js';
import type { Allowed, Scope } from './scope.js';
import { compileTemplate } from './template.js';

/** What surrounds a step. */
export interface Surroundings {
  scope: Scope;
  /** Local ids of what it may read; absent: every step. */
  upstream?: ReadonlySet<string>;
  /** Full id of the enclosing group; '' at the top. */
  group: string;
  shape: PipelineShape;
  /** The pipeline's `env`. */
  environment: Template;
  /** Task queue of steps that name none. */
  runsOn: Template | undefined;
  build: Build;
}

/** What surrounds every step of a pipeline. `use`: how the pipeline itself is used. */
export function surroundings(
  shape: PipelineShape,
  place: Place,
  scope: Scope,
  use: { group: string; runsOn?: Template | undefined },
  build: Build,
): Surroundings {
  const before: Allowed = { scope, steps: 'this is for all steps, and none has run yet' };
  const { diagnostics } = build;
  const environment = environmentOf(
    { literal: {} },
    shape.env,
    place.at('env'),
    { ...before, secrets: true },
    diagnostics,
  );
  const queue = shape.defaults?.['runs-on'];
  const runsOn =
    queue === undefined
      ? use.runsOn
      : compileTemplate(queue, place.at('defaults', 'runs-on'), before, diagnostics);
  return { scope, group: use.group, shape, environment, runsOn, build };
}
