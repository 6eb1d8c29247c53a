import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PageApi, startApi } from '../../../server/api.js';
import type { DaemonServices } from '../../../worker/engine/daemon.js';
import { type Home, homeAt } from '../../../worker/engine/home.js';
import { Leases } from '../../../worker/engine/leases.js';
import { LiveBus } from '../../../worker/live.js';

/** The API on a state directory of its own, with nobody at Temporal's address. */
export class ApiOfNobody {
  readonly home: Home;
  readonly leases = new Leases();
  readonly live = new LiveBus();
  readonly secrets = new Map<string, string>();
  /** What the daemon says it is needed for. */
  need: string | undefined;
  #api: PageApi | undefined;
  tokens = { operator: '', reader: '' };

  static async start(pipelines: string[] = []): Promise<ApiOfNobody> {
    const one = new ApiOfNobody(homeAt(await mkdtemp(join(tmpdir(), 'muster-api-'))));
    const info: DaemonServices['info'] = {
      pid: 4711,
      startTime: 1,
      bootId: 'boot',
      startedAt: new Date().toISOString(),
      // A port that nobody may listen on.
      version: '1.2.3+abc',
      address: '127.0.0.1:1',
      namespace: 'default',
      embedded: true,
      queue: 'rack-1',
      background: true,
    };
    const { home, leases, secrets, live } = one;
    const leaveIfIdle = async () => one.need;
    one.#api = await startApi({ home, info, leases, secrets, live, leaveIfIdle }, { pipelines });
    const token = async (file: string) => (await readFile(file, 'utf8')).trim();
    one.tokens = {
      operator: await token(home.tokenFile),
      reader: await token(home.readerTokenFile),
    };
    // What the page asks is loaded with the first request, which takes a test runner seconds.
    await one.bare('/api/session');
    return one;
  }

  private constructor(home: Home) {
    this.home = home;
  }

  get api(): PageApi {
    if (this.#api === undefined) throw new Error('the API was not started');
    return this.#api;
  }

  get url(): string {
    return this.api.url;
  }

  /** With the operator's token, unless the headers say otherwise. */
  ask(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}/api${path}`, {
      ...init,
      headers: { authorization: `Bearer ${this.tokens.operator}`, ...init.headers },
    });
  }

  post(path: string, body?: unknown): Promise<Response> {
    return this.ask(path, {
      method: 'POST',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Without a token. */
  bare(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, init);
  }

  /** Sign in with a link, as the page does. @returns the cookie. */
  async signIn(role: 'operator' | 'reader'): Promise<string> {
    const code = new URL(this.api.signInUrl(role)).hash.slice(1);
    const answer = await this.bare('/api/session', {
      method: 'POST',
      body: JSON.stringify({ code }),
    });
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  }

  /** `fetch` chooses the Host itself. */
  statusWithHost(host: string, path = '/api/health'): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const headers = { host, authorization: `Bearer ${this.tokens.operator}` };
      const sent = request(`${this.url}${path}`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  async close(): Promise<void> {
    await this.api.close();
    await rm(this.home.root, { recursive: true });
  }
}
