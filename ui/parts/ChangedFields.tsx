import { diffLines } from 'diff';
import type { ChangedFields as Fields } from '../api/types';

/** What is written otherwise in a step, field by field, line by line. */
export function ChangedFields({ fields = {} }: { fields?: Fields | undefined }) {
  const names = Object.keys(fields);
  if (names.length === 0) return null;
  return (
    <dl className="changed-fields">
      {names.map((name) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>
            <Lines was={fields[name]?.was} is={fields[name]?.is} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Lines({ was = '', is = '' }: { was?: string | undefined; is?: string | undefined }) {
  return (
    <pre>
      {diffLines(ended(was), ended(is)).map(({ value, added, removed }, at) => {
        const text = value.replace(/\n$/, '').split('\n');
        // A part has no name but its place, and the list is made anew with each text.
        const key = `${at} ${value}`;
        if (added) return <ins key={key}>{text.map((line) => `+ ${line}\n`)}</ins>;
        if (removed) return <del key={key}>{text.map((line) => `− ${line}\n`)}</del>;
        return <span key={key}>{text.map((line) => `  ${line}\n`)}</span>;
      })}
    </pre>
  );
}

/** With a line's end, so that a last line without one is no other line. */
function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
