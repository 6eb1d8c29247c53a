import type { OpenApi } from '../../server/openapi.js';
import { kinds } from '../../server/problem.js';

const begin = '<!-- routes: written by the test -->';
const end = '<!-- end of routes -->';

/** `docs/api.md` with its table of routes and codes as the program itself says them. */
export function apiPage(document: OpenApi, page: string): string {
  const [before = '', rest = ''] = page.split(begin);
  const after = rest.split(end)[1] ?? '';
  return `${before}${begin}\n${routes(document)}\n\n${codes()}\n${end}${after}`;
}

function routes({ paths }: OpenApi): string {
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary, responses, 'x-role': role }]) => {
      const status = Object.keys(responses).find((one) => one.startsWith('2'));
      return `| \`${method.toUpperCase()} /api${path}\` | ${summary} | ${role} | ${status} |`;
    }),
  );
  return ['| route | what it does | for | answers |', '|---|---|---|---|', ...rows].join('\n');
}

function codes(): string {
  const rows = Object.entries(kinds).map(([code, [status, title]]) => {
    return `| \`${code}\` | ${status} | ${title} |`;
  });
  return ['| code | status | title |', '|---|---|---|', ...rows].join('\n');
}
