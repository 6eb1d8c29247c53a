import { Fragment } from 'react';
import type { Diagnostic, PipelineDetail } from '../api/types';

/** The text of a pipeline, with what is wrong said below the line that it is about. */
export function PipelineText({ pipeline }: { pipeline: PipelineDetail }) {
  const { file, text, sources, diagnostics } = pipeline;
  const others = Object.entries(sources).filter(([path]) => path !== file);
  return (
    <div className="stack">
      <Source file={file} text={text} diagnostics={diagnostics} />
      {others.map(([path, source]) => (
        <Source key={path} file={path} text={source} diagnostics={diagnostics} />
      ))}
    </div>
  );
}

interface SourceProps {
  file: string;
  text: string;
  diagnostics: Diagnostic[];
}

function Source({ file, text, diagnostics }: SourceProps) {
  const mine = diagnostics.filter((diagnostic) => diagnostic.file === file);
  return (
    <section className="card flush" aria-label={`Text of ${file}`}>
      <p className="source-name small soft">
        <code>{file}</code>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className="source" tabIndex={0}>
        {text.split('\n').map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its number
          <Fragment key={index}>
            <div className="source-line">
              <span className="log-number source-number" aria-hidden>
                {index + 1}
              </span>
              <span className={/^\s*#/.test(line) ? 'faint' : undefined}>{line || ' '}</span>
            </div>
            {mine
              .filter((diagnostic) => diagnostic.line === index + 1)
              .map((diagnostic) => (
                <Remark
                  key={`${diagnostic.column} ${diagnostic.message}`}
                  diagnostic={diagnostic}
                />
              ))}
          </Fragment>
        ))}
      </div>
    </section>
  );
}

function Remark({ diagnostic }: { diagnostic: Diagnostic }) {
  const { column, length, message, hint, severity, related, code } = diagnostic;
  return (
    <div className="remark" data-tone={severity === 'error' ? 'failed' : 'retrying'}>
      <span className="remark-caret toned" aria-hidden>
        {' '.repeat(column - 1)}
        {'^'.repeat(Math.min(length, 80))}
      </span>
      <span className="remark-words">
        <b className="toned">{severity}</b> {message}
        {hint && <span className="soft"> {hint}.</span>}
        {related && (
          <span className="soft">
            {' '}
            See {related.file}:{related.line}: {related.message}.
          </span>
        )}{' '}
        <span className="faint small">{code}</span>
      </span>
    </div>
  );
}
