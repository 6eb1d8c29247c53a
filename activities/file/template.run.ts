import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StepContext } from '../contract/context.js';
import type { StepRun } from '../contract/define-step.js';
import { StepError } from '../contract/step-error.js';
import { readIfThere } from '../tools/files/read-if-there.js';
import { replaceFile } from '../tools/files/replace-file.js';
import { unwritable } from '../tools/files/unwritable.js';
import { render } from './render.js';
import type { TemplateInput } from './schemas.js';

const template: StepRun<TemplateInput, { path: string; sha256: string }> = {
  async check(_ctx, input) {
    const wanted = await wantedContent(input);
    const found = await read(input.path);
    if (found === undefined) return { holds: false, why: `${input.path} does not exist` };
    if (!found.equals(wanted)) return { holds: false, why: `${input.path} has other content` };
    const mode = (await stat(input.path)).mode & 0o777;
    if (input.mode !== undefined && mode !== Number.parseInt(input.mode, 8)) {
      return { holds: false, why: `${input.path} has mode 0${mode.toString(8)}` };
    }
    const sha256 = createHash('sha256').update(wanted).digest('hex');
    return { holds: true, outputs: { path: input.path, sha256 } };
  },

  async apply(ctx, input) {
    const wanted = await wantedContent(input);
    try {
      const mode = await modeFor(ctx, input, wanted);
      await mkdir(dirname(input.path), { recursive: true });
      await replaceFile(input.path, wanted, { mode });
    } catch (error) {
      throw unwritable(input.path, error as NodeJS.ErrnoException);
    }
    ctx.log(`wrote ${input.path} (${wanted.length} bytes)`);
    return undefined;
  },

  async undo(ctx, input) {
    const found = await read(input.path);
    if (found === undefined) return false;
    if (!found.equals(await wantedContent(input))) {
      ctx.log(`${input.path} is left: it has other content than this step writes`);
      return false;
    }
    try {
      await rm(input.path);
    } catch (error) {
      throw unwritable(input.path, error as NodeJS.ErrnoException);
    }
    return true;
  },
};

export default template;

/** Undefined: as it is, or as the umask has it. What holds a secret is not made for everybody to read. */
async function modeFor(
  ctx: StepContext,
  input: TemplateInput,
  content: Buffer,
): Promise<number | undefined> {
  if (input.mode !== undefined) return Number.parseInt(input.mode, 8);
  const isThere = await stat(input.path).catch(() => undefined);
  return isThere === undefined && ctx.holdsSecret(content.toString()) ? 0o600 : undefined;
}

async function wantedContent(input: TemplateInput): Promise<Buffer> {
  let text: string;
  try {
    text = await readFile(input.template, 'utf8');
  } catch (error) {
    throw new StepError('file.missing', {
      message: `The template ${input.template} cannot be read: ${(error as NodeJS.ErrnoException).code}.`,
      next: 'Put it there, or correct its path.',
    });
  }
  return Buffer.from(render(text, input.values, input.template));
}

function read(path: string): Promise<Buffer | undefined> {
  return readIfThere(path).catch((error: NodeJS.ErrnoException) => {
    throw new StepError('look.failed', {
      message: `${path} cannot be read: ${error.code}.`,
      next: 'See that it is a file which this user may read.',
    });
  });
}
