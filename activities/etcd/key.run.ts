import { matches } from '../../language/patterns.js';
import type { StepContext } from '../contract/context.js';
import type { Check, StepRun } from '../contract/define-step.js';
import { StepError } from '../contract/step-error.js';
import { shortened } from '../tools/shortened.js';
import { answering } from './http.js';
import type { Keys } from './keys.js';
import { keysV2 } from './keys-v2.js';
import { keysV3 } from './keys-v3.js';
import type { KeyInput, KeyOutputs } from './schemas.js';

/** Whether the keys that were found are what the step asks for. */
export function judgeKeys(
  input: KeyInput,
  keys: Record<string, string>,
  isSecret: (value: string) => boolean = () => false,
): Check<KeyOutputs> {
  const names = Object.keys(keys).sort();
  const parts = Object.fromEntries(names.map((name) => [name, short(keys[name] ?? '')]));
  const absent = (why: string): Check<KeyOutputs> => ({ holds: false, why, parts });
  if (names.length === 0) return absent(`${nothingThere(input)}${blindSpot(input)}`);
  if (input.value !== undefined && Object.values(keys).some((value) => value !== input.value))
    return absent(`${input.key} has another value`);
  if (input.expect !== undefined && names.length !== input.expect)
    return absent(`${names.length} of ${input.expect} keys under ${input.prefix}`);
  const { match } = input;
  const strays =
    match === undefined ? [] : names.filter((name) => !isMatch(match, name, keys[name] ?? ''));
  if (strays.length > 0)
    return absent(
      strays.map((name) => `${name} is "${parts[name]}", not ${input.match}`).join('; '),
    );
  const told = Object.fromEntries(Object.entries(keys).filter(([, value]) => !isSecret(value)));
  return { holds: true, outputs: { keys: told, count: names.length }, parts };
}

function isMatch(match: string, name: string, value: string): boolean {
  const answer = matches(match, value);
  if (answer !== undefined) return answer;
  throw new StepError('input.invalid', {
    message: `\`match\` ${match} takes too long on the value of ${name}.`,
    next: 'Write it without repetitions of repetitions, such as (a+)+.',
  });
}

const nothingThere = (input: KeyInput): string =>
  input.key === undefined ? `no key under ${input.prefix}` : `no key ${input.key}`;

/** Each API keeps its own keys: the other's look as if they were not there. */
const blindSpot = (input: KeyInput): string =>
  input.value === undefined && input.api === 'v3'
    ? ' in API v3 (what API v2 wrote, e.g. an old `etcdctl set`, is seen with `api: v2` only)'
    : '';

const short = (value: string): string => shortened(value, 60);

async function keysOf(ctx: StepContext, input: KeyInput): Promise<Keys> {
  const alive = await answering([input.endpoints].flat(), ctx.signal);
  return input.api === 'v2' ? keysV2(alive[0] ?? '', ctx.signal) : keysV3(alive, ctx.signal);
}

const run: StepRun<KeyInput, KeyOutputs> = {
  async check(ctx, input) {
    const keys = await keysOf(ctx, input);
    const name = input.key ?? input.prefix ?? '';
    const found = await keys.read(name, input.prefix !== undefined);
    return judgeKeys(input, found, ctx.holdsSecret);
  },

  async apply(ctx, input) {
    if (input.key === undefined || input.value === undefined) return undefined;
    await (await keysOf(ctx, input)).put(input.key, input.value);
    ctx.log(`Wrote ${input.key} (API ${input.api}).`);
    return undefined;
  },

  async undo(ctx, input) {
    if (input.key === undefined || input.value === undefined) return false;
    return (await keysOf(ctx, input)).removeIf(input.key, input.value);
  },
};

export default run;
