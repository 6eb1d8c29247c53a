import { useMemo } from 'react';
import type { RunView } from '../api/types';
import { partTone } from '../parts/words';
import { clusterOf } from './cluster';

/** Machines × what the steps say of them, and the units that run on each. */
export function Cluster({ run }: { run: RunView }) {
  const { machines, steps, units } = useMemo(() => clusterOf(run), [run]);
  if (machines.length === 0) {
    return <div className="card empty">No step has said anything of machines yet.</div>;
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="card flush scrolls" aria-label="Cluster" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Machine</th>
            {steps.map((step) => (
              <th scope="col" key={step}>
                {step}
              </th>
            ))}
            {units.map((unit) => (
              <th scope="col" key={unit}>
                {unit}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {machines.map((machine) => (
            <tr key={machine.name}>
              <th scope="row" className="cluster-name">
                {machine.name}
                {machine.address && machine.address !== machine.name && (
                  <span className="faint small"> {machine.address}</span>
                )}
              </th>
              {steps.map((step) => (
                <td key={step}>
                  <Says state={machine.says[step]} />
                </td>
              ))}
              {units.map((unit) => (
                <td key={unit}>
                  <Says state={machine.units[unit]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Says({ state }: { state: string | undefined }) {
  if (state === undefined) return <span className="faint">–</span>;
  return (
    <span className="chip" data-tone={partTone(state)} title={state}>
      {state}
    </span>
  );
}
