import { inKib } from '../../contract/limits.js';
import type { Json, JsonObject, LargeOutputs } from '../api/types';

/** A value of an input or output: plain where it is short, as JSON where it is not. */
export function Value({ value }: { value: Json | undefined }) {
  if (value === undefined || value === null) return <span className="faint">nothing</span>;
  if (typeof value === 'string' && /^https?:\/\/\S+$/.test(value)) {
    return (
      <a href={value} target="_blank" rel="noreferrer">
        {value}
      </a>
    );
  }
  if (typeof value !== 'object') return <code>{value === '' ? '""' : String(value)}</code>;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return (
      <span className="row tight">
        {value.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the items have no names, and do not move
          <Value key={index} value={item} />
        ))}
      </span>
    );
  }
  return <pre className="block">{JSON.stringify(value, null, 2)}</pre>;
}

interface ValuesProps {
  values: JsonObject | undefined;
  /** Too large to be shown here, and where their values are. */
  large?: { outputs: LargeOutputs | undefined; href: string };
  none: string;
}

export function Values({ values, large, none }: ValuesProps) {
  const entries = Object.entries(values ?? {});
  const others = Object.entries(large?.outputs ?? {});
  if (entries.length + others.length === 0) return <p className="soft">{none}</p>;
  return (
    <dl className="facts">
      {entries.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>
            <Value value={value} />
          </dd>
        </div>
      ))}
      {others.map(([name, { bytes }]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>
            {inKib(bytes)}, too large to be shown here:{' '}
            <a href={large?.href} target="_blank" rel="noreferrer">
              open all outputs
            </a>
          </dd>
        </div>
      ))}
    </dl>
  );
}
