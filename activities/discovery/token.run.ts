import { readdir, rm } from 'node:fs/promises';
import type { z } from 'zod';
import type { StepContext } from '../contract/context.js';
import type { StepRun } from '../contract/define-step.js';
import { StepError } from '../contract/step-error.js';
import { withLock } from '../process/lock.js';
import { readIfThere } from '../tools/files/read-if-there.js';
import { replaceFile } from '../tools/files/replace-file.js';
import { unwritable } from '../tools/files/unwritable.js';
import { createToken, lookAtToken } from '../tools/registry/registry.js';
import { renderUserData, tokenId, tokenOf } from '../tools/registry/user-data.js';
import { aloneIn } from '../tools/vagrant/folder-lock.js';
import { existingMachines } from '../tools/vagrant/status.js';
import { decideToken, type TokenDecision, type TokenFacts } from './decide-token.js';
import type { tokenOutputs, tokenWith } from './schemas.js';

type Input = z.output<typeof tokenWith>;
type Outputs = z.output<typeof tokenOutputs>;

/** How long to wait for another run that writes the same user-data, in ms. */
const lockWait = 60_000;

const run: StepRun<Input, Outputs> = {
  async check(ctx, input) {
    const decision = await decide(ctx, input);
    if (decision.do !== 'keep') return { holds: false, why: decision.why };
    if (decision.note) ctx.log(`Note: ${decision.note}.`);
    const { token } = decision;
    return { holds: true, outputs: { token, id: tokenId(token) ?? '', size: input.size } };
  },

  apply: (ctx, input) =>
    withLock(input['user-data'], { wait: lockWait, signal: ctx.signal }, async () => {
      // Checked again under the lock: another run may have written a token meanwhile.
      const decision = await decide(ctx, input);
      if (decision.do === 'keep') return undefined;
      // A crash between these two leaves a token that nobody uses: garbage in the registry, no harm.
      const token =
        decision.do === 'rewrite'
          ? decision.token
          : await createToken(input.service, input.size, ctx.signal);
      await writeUserData(ctx, input, token);
      return undefined;
    }),

  undo: (ctx, input) =>
    withLock(input['user-data'], { wait: lockWait, signal: ctx.signal }, async () => {
      if ((await read(input['user-data'])) === undefined) return false;
      const machines = await machinesOf(ctx, input);
      if (machines.length > 0) {
        throw new StepError('token.conflict', {
          message: `${machines.join(', ')} still exist: their user-data ${input['user-data']} is kept.`,
          next: 'Take the machines down first.',
        });
      }
      await rm(input['user-data']);
      return true;
    }),
};
export default run;

/** Look at everything, and apply the rule. Throws where a person decides, or a look failed. */
async function decide(
  ctx: StepContext,
  input: Input,
): Promise<Exclude<TokenDecision, { do: 'hold' } | { do: 'unknown' }>> {
  const template = await readTemplate(input.template);
  const machines = await machinesOf(ctx, input);
  const text = await read(input['user-data']);
  const token = text === undefined ? undefined : tokenOf(text);
  const facts: TokenFacts = {
    size: input.size,
    machines,
    ...(text === undefined
      ? {}
      : {
          userData: {
            ...(token === undefined ? {} : { token }),
            fromTemplate: text === renderUserData(template, token ?? '', input.template),
          },
        }),
  };
  let failure: unknown;
  if (token !== undefined) {
    try {
      facts.registry = await lookAtToken(input.service, tokenId(token) ?? '', ctx.signal);
    } catch (error) {
      ctx.signal.throwIfAborted();
      failure = error;
      facts.registry = 'unknown';
    }
  }
  const decision = decideToken(facts);
  if (decision.do === 'unknown') throw failure;
  if (decision.do === 'hold') throw conflict(input, decision.why);
  return decision;
}

function conflict(input: Input, why: string): StepError {
  return new StepError('token.conflict', {
    message: `${input['user-data']}: ${why}.`,
    next:
      'A new token would split the cluster. Put the user-data of these machines back ' +
      '(coreos-vagrant keeps it in each machine as /var/lib/coreos-vagrant/vagrantfile-user-data) ' +
      'or ask for the size they have; or take the machines down, and bring up a new cluster.',
  });
}

/** Names of the machines that exist, and data folders of members that hold something. */
async function machinesOf(ctx: StepContext, input: Input): Promise<string[]> {
  const folders = [];
  for (const folder of input.members ?? []) {
    const content = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw unreadable(folder, error);
    });
    if (content.length > 0) folders.push(folder);
  }
  if (input.vagrant === undefined) return folders;
  const folder = { directory: input.vagrant };
  const machines = await aloneIn(ctx, folder, () => existingMachines(ctx, folder));
  return [...machines, ...folders];
}

async function writeUserData(ctx: StepContext, input: Input, token: string): Promise<void> {
  const path = input['user-data'];
  const template = await readTemplate(input.template);
  const former = await read(path);
  try {
    if (former !== undefined) {
      const own = former === renderUserData(template, tokenOf(former) ?? '', input.template);
      if (!own) {
        // Perhaps somebody's own work: it must not vanish without a word.
        await replaceFile(`${path}.old`, Buffer.from(former));
        ctx.log(`${path} was not what its template says now; it is kept as ${path}.old.`);
      }
    }
    // In one step: a full disk or a crash leaves the former file as it was.
    await replaceFile(path, Buffer.from(renderUserData(template, token, input.template)));
  } catch (error) {
    throw error instanceof StepError ? error : unwritable(path, error as NodeJS.ErrnoException);
  }
  ctx.log(`Wrote the token ${token} into ${path}.`);
}

async function readTemplate(path: string): Promise<string> {
  const text = await read(path);
  if (text !== undefined) return text;
  throw new StepError('file.missing', {
    message: `The template ${path} does not exist.`,
    next: 'Correct `template`, or write the file.',
  });
}

async function read(path: string): Promise<string | undefined> {
  const content = await readIfThere(path).catch((error: Error) => {
    throw unreadable(path, error);
  });
  return content?.toString();
}

function unreadable(path: string, error: Error): StepError {
  return new StepError('file.missing', {
    message: `${path} cannot be read: ${error.message}.`,
    next: 'Make it readable for the user of the worker.',
    cause: error,
  });
}
