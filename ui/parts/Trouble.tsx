import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { ApiError } from '../api/http';
import { problemWords } from './problem-words';

/** An error of the API: what happened, and what to do next. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  const detail = problem === undefined ? (error as Error).message : problemWords(problem);
  return (
    <div className="trouble" role="alert">
      <p className="trouble-title">
        <IconAlertTriangle size={18} aria-hidden />
        {problem === undefined ? 'The page met an error' : detail}
      </p>
      {problem === undefined && <p>{detail}</p>}
      {problem?.next && <p>{problem.next}</p>}
      {problem?.code === 'run.busy' && problem.run && (
        <p>
          <Link to="/runs/$name" params={{ name: problem.run.name }}>
            Go to the run {problem.run.name}
          </Link>
        </p>
      )}
      {problem?.problems?.map(({ input, message }) => (
        <p key={`${input} ${message}`}>
          <b>{input}</b>: {message}
        </p>
      ))}
      {problem?.diagnostics?.map(({ file, line, column, message }) => (
        <p key={`${file}:${line}:${column} ${message}`}>
          <code>
            {file}:{line}:{column}
          </code>{' '}
          {message}
        </p>
      ))}
      {problem?.issues?.map(({ path, message }) => (
        <p key={path}>
          <code>{path}</code>: {message}
        </p>
      ))}
      {problem && <p className="small soft">{problem.code}</p>}
      {again && (
        <div>
          <Button size="xs" variant="default" onClick={again}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}
