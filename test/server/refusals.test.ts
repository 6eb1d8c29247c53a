import { expect, test } from 'vitest';
import { ClientError } from '../../client/refusal.js';
import { knownProblem, problemBody } from '../../server/problem.js';
import { problemBody as promised } from '../../server/schemas/problem.js';
import { refusals } from '../client/refusals.js';

test.each(refusals)('the refusal $code is a problem that names no command', (refusal) => {
  const known = knownProblem(new ClientError(refusal));
  if (known === undefined) throw new Error('it is not known');
  const body = promised.parse(problemBody(known));
  expect(body).toMatchObject({ code: refusal.code, detail: expect.stringMatching(/\w/) });
  // A page has neither a shell nor options.
  expect(`${body.detail} ${body.next ?? ''}`).not.toMatch(/\bmuster \w|(^|\s)--\w|`/);
});
