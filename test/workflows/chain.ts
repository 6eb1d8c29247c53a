import { begin, type Driven, done, drive, type Outcome } from './drive.js';
import { plan, step } from './plan-builder.js';

/** Who asks, and when. */
export const by = { kind: 'user', id: 'somebody@somewhere', via: 'command' } as const;
export const at = '2026-01-01T00:00:00.000Z';
/** The activity of one step fails. */
export const failing =
  (id: string): Outcome =>
  (start) =>
    start.id === id ? 'fail' : done(start);

/** Four steps one after another; `b` cannot be checked. */
export const chain = plan([
  step('a'),
  step('b', { needs: ['a'], checked: false }),
  step('c', { needs: ['a', 'b'] }),
  step('d', { needs: ['a', 'b', 'c'] }),
]);

/** Held at `c`. */
export function held(): Driven {
  const run = drive(begin(chain), failing('c'));
  run.started.length = 0;
  return run;
}
