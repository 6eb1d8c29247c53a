/** Ways that a part of a regular expression may go on a text: `factor` times its length to `degree`. */
interface Ways {
  factor: number;
  degree: number;
}

interface Open extends Ways {
  /** `|` in it, and one more. */
  alternatives: number;
}

const quantifier = /([*+?]|\{(\d+)(,(\d*))?\})\??/y;

/**
 * How many ways a regular expression has on a text; undefined where it repeats without end what has
 * more than one way itself: that can take twice as long for each further character.
 */
function waysOf(pattern: string): Ways | undefined {
  const fresh = (): Open => ({ factor: 1, degree: 0, alternatives: 1 });
  const open: Open[] = [fresh()];
  for (let index = 0; index < pattern.length; index++) {
    const sign = pattern[index];
    let atom: Ways = { factor: 1, degree: 0 };
    if (sign === '\\') index++;
    else if (sign === '[') index = endOfClass(pattern, index);
    else if (sign === '(') {
      open.push(fresh());
      if (pattern[index + 1] === '?') index++;
      continue;
    } else if (sign === '|') {
      (open.at(-1) as Open).alternatives++;
      continue;
    } else if (sign === ')' && open.length > 1) {
      const { factor, degree, alternatives } = open.pop() as Open;
      atom = { factor: factor * alternatives, degree };
    }
    quantifier.lastIndex = index + 1;
    const found = quantifier.exec(pattern);
    index += found?.[0].length ?? 0;
    const ways = found ? repeated(atom, found) : atom;
    if (ways === undefined) return undefined;
    const around = open.at(-1) as Open;
    around.factor *= ways.factor;
    around.degree += ways.degree;
  }
  const [whole = fresh()] = open;
  return { factor: whole.factor * whole.alternatives, degree: whole.degree };
}

function repeated({ factor, degree }: Ways, found: RegExpExecArray): Ways | undefined {
  const [, sign = '', least = '0', range, last = ''] = found;
  const isEndless = sign === '*' || sign === '+' || (range !== undefined && last === '');
  if (isEndless) return factor === 1 && degree === 0 ? { factor, degree: 1 } : undefined;
  const most = sign === '?' ? 1 : Number(range === undefined ? least : last);
  const counts = sign === '?' ? 2 : Math.max(1, most - Number(least) + 1);
  return { factor: factor ** most * counts, degree: degree * most };
}

function endOfClass(pattern: string, from: number): number {
  let index = from + 1;
  while (index < pattern.length && pattern[index] !== ']') index += pattern[index] === '\\' ? 2 : 1;
  return index;
}

/** Steps that the matching of a text may take: a tenth of a second. */
const most = 10_000_000;

/** The length of a text that any pattern has to be quick on. */
const usual = 20;

/** Whether a pattern can be tried in a workflow, where nothing ends what takes too long. */
export function isTame(pattern: string): boolean {
  return isQuick(pattern, usual);
}

/** Whether a text matches; undefined where telling could take too long. Always the same answer. */
export function matchesTame(pattern: string, text: string): boolean | undefined {
  return isQuick(pattern, text.length) ? new RegExp(pattern).test(text) : undefined;
}

function isQuick(pattern: string, length: number): boolean {
  const ways = waysOf(pattern);
  // A match may begin at every character.
  return ways !== undefined && ways.factor * (length + 1) ** (ways.degree + 1) <= most;
}
