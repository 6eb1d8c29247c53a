import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StepRun } from '../contract/define-step.js';
import { StepError } from '../contract/step-error.js';
import { replaceFile } from '../tools/files/replace-file.js';
import { unwritable } from '../tools/files/unwritable.js';
import { render } from './render.js';
import type { TemplateInput } from './schemas.js';

const template: StepRun<TemplateInput, { path: string; sha256: string }> = {
  async check(_ctx, input) {
    const wanted = await wantedContent(input);
    const found = await readIfThere(input.path);
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
    const mode = input.mode === undefined ? undefined : Number.parseInt(input.mode, 8);
    try {
      await mkdir(dirname(input.path), { recursive: true });
      await replaceFile(input.path, wanted, { mode });
    } catch (error) {
      throw unwritable(input.path, error as NodeJS.ErrnoException);
    }
    ctx.log(`wrote ${input.path} (${wanted.length} bytes)`);
    return undefined;
  },

  async undo(ctx, input) {
    const found = await readIfThere(input.path);
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

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new StepError('look.failed', {
      message: `${path} cannot be read: ${code}.`,
      next: 'See that it is a file which this user may read.',
    });
  }
}
