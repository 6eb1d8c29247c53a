import { isScalar, LineCounter, parseDocument } from 'yaml';
import { StepError } from '../../contract/step-error.js';

/** Sections of a cloud-config that hold a discovery URL: etcd 0.4 and etcd 2. */
const sections = ['etcd', 'etcd2'];

interface Place {
  value: unknown;
  /** Offsets into the text. */
  start: number;
  end: number;
}

/** Where the values of `coreos: etcd: discovery:` stand. Throws a message where it is no YAML. */
function discoveryPlaces(text: string): Place[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problem = document.errors[0];
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    throw new Error(`line ${line} is no YAML: ${problem.message.split('\n', 1)[0]}`);
  }
  return sections.flatMap((section) => {
    const node = document.getIn(['coreos', section, 'discovery'], true);
    if (!isScalar(node) || !node.range) return [];
    return [{ value: node.value, start: node.range[0], end: node.range[1] }];
  });
}

/**
 * The token's URL in a user-data file; undefined where there is none, or only a placeholder such
 * as `https://discovery.etcd.io/<token>`.
 */
export function tokenOf(userData: string): string | undefined {
  let places: Place[];
  try {
    places = discoveryPlaces(userData);
  } catch {
    return undefined;
  }
  for (const { value } of places) {
    if (typeof value === 'string' && tokenId(value) !== undefined) return value;
  }
  return undefined;
}

/** The last part of a token's URL; undefined if this is no such URL. */
export function tokenId(url: string): string | undefined {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return undefined;
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  return /^[\w-]+$/.test(last) && last !== 'new' ? last : undefined;
}

/** The template with the token in the place of its discovery URL; the rest byte for byte. */
export function renderUserData(template: string, token: string, file: string): string {
  const fail = (message: string): never => {
    throw new StepError('template.invalid', {
      message: `${file}: ${message}`,
      next: 'Give it a line `discovery: <token>` under `coreos:` `etcd:` (or `etcd2:`).',
    });
  };
  let places: Place[] = [];
  try {
    places = discoveryPlaces(template);
  } catch (error) {
    fail((error as Error).message);
  }
  if (places.length === 0)
    fail('there is no `discovery` under `coreos: etcd:` or `coreos: etcd2:`');
  let text = template;
  for (const { start, end } of places.toSorted((a, b) => b.start - a.start)) {
    const gap = /\s/.test(text[start - 1] ?? '') ? '' : ' ';
    text = text.slice(0, start) + gap + token + text.slice(end);
  }
  return text;
}
