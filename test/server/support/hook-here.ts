import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Hono } from 'hono';
import { ClientError } from '../../../client/refusal.js';
import type { Backend } from '../../../server/backend.js';
import type { Env } from '../../../server/door/caller.js';
import { Shelf } from '../../../server/pipelines/shelf.js';
import { problemOfError } from '../../../server/problem.js';
import { mount } from '../../../server/route.js';
import { hookRoute, hookRoutes } from '../../../server/routes/hooks.js';
import { type Home, homeAt } from '../../../worker/engine/home.js';

/** Nobody is at Temporal's address: whoever comes so far was let in, with inputs that fit. */
export const letIn = 'engine.unreachable';

/** Hooks of pipelines in a folder, without a server. */
export class HookHere {
  readonly app = new Hono<Env>();
  readonly home: Home;
  readonly #root: string;

  /** @param pipelines By the name of the file. */
  static async with(pipelines: { [file: string]: string }): Promise<HookHere> {
    const root = await mkdtemp(join(tmpdir(), 'muster-hooks-'));
    for (const [file, text] of Object.entries(pipelines)) await writeFile(join(root, file), text);
    return new HookHere(root);
  }

  private constructor(root: string) {
    this.#root = root;
    this.home = homeAt(join(root, 'home'));
    const services = () =>
      Promise.reject(new ClientError({ code: letIn, why: 'nobody is there', address: 'nowhere' }));
    const backend = {
      services,
      home: this.home,
      host: 'rack-1',
      door: { port: () => 40_111 },
      shelf: new Shelf([root], services),
    } as unknown as Backend;
    this.app.onError(problemOfError);
    this.app.use(async (c, next) => {
      c.set('caller', { role: 'operator', via: 'token' });
      return next();
    });
    this.app.route('/hooks', hookRoute(backend));
    mount(this.app, hookRoutes(backend));
  }

  /** @returns the hook's secret */
  async make(id: string, settings?: object): Promise<string> {
    const body = settings === undefined ? {} : { body: JSON.stringify(settings) };
    const made = await this.app.request(`/pipelines/${id}/hook`, { method: 'PUT', ...body });
    const { secretFile } = (await made.json()) as { secretFile: string };
    return (await readFile(secretFile, 'utf8')).trim();
  }

  /** @returns the status, and the code where it is a problem */
  async post(id: string, headers: Record<string, string>, body = '{}') {
    const answer = await this.app.request(`/hooks/${id}`, { method: 'POST', headers, body });
    const { code = '', detail = '' } = (await answer.json()) as { code?: string; detail?: string };
    return { status: answer.status, code, detail };
  }

  /** Let a pipeline lie elsewhere. */
  async move(from: string, to: string): Promise<void> {
    await mkdir(dirname(join(this.#root, to)), { recursive: true });
    await rename(join(this.#root, from), join(this.#root, to));
  }

  async remove(): Promise<void> {
    await rm(this.#root, { recursive: true });
  }
}
