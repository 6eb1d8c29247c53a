import { structuredPatch } from 'diff';
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

/** What differs, with two lines around it. */
function Lines({ was = '', is = '' }: { was?: string | undefined; is?: string | undefined }) {
  const { hunks } = structuredPatch('', '', ended(was), ended(is), '', '', { context: 2 });
  return (
    <pre>
      {hunks.flatMap(({ oldStart, lines }, hunk) => [
        ...(hunk > 0 ? [<span key={oldStart}>{'  …\n'}</span>] : []),
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name but its place
        ...lines.map((line, at) => <Line key={`${oldStart} ${at}`} line={line} />),
      ])}
    </pre>
  );
}

function Line({ line }: { line: string }) {
  const text = `${line.slice(1)}\n`;
  if (line.startsWith('+')) return <ins>{`+ ${text}`}</ins>;
  if (line.startsWith('-')) return <del>{`− ${text}`}</del>;
  return <span>{`  ${text}`}</span>;
}

/** With a line's end, so that a last line without one is no other line. */
function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
