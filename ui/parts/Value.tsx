import type { Json, JsonObject } from '../api/types';

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

export function Values({ values, none }: { values: JsonObject | undefined; none: string }) {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return <p className="soft">{none}</p>;
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
    </dl>
  );
}
