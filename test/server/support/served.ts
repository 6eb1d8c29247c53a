import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ResultPromise } from 'execa';
import type { RunView } from '../../../contract/run.js';
import type { RunDetail, StartedRun } from '../../../server/schemas/index.js';
import { MusterProcess } from '../../cli/muster-process.js';
import { asPromised, toldAsPromised } from './promised.js';

/** One server-sent event. */
export interface Told<Data = unknown> {
  event: string;
  data: Data;
  id?: string;
}

/** `muster serve` in a folder and on an engine of its own. */
export class Served {
  readonly muster: MusterProcess;
  #daemon: ResultPromise | undefined;
  #url = '';
  #tokens = { operator: '', reader: '' };
  readonly #over = new AbortController();

  /** @param pipelines File below `pipelines/` → text. */
  static async start(pipelines: { [file: string]: string }): Promise<Served> {
    const served = new Served(await MusterProcess.create());
    for (const [file, text] of Object.entries(pipelines)) await served.write(file, text);
    await served.#serve();
    return served;
  }

  private constructor(muster: MusterProcess) {
    this.muster = muster;
  }

  get url(): string {
    return this.#url;
  }

  get folder(): string {
    return join(this.muster.folder, 'pipelines');
  }

  async write(file: string, text: string): Promise<void> {
    const path = join(this.folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  /** End the engine and start it again, where it was. */
  async restart(): Promise<void> {
    const { port } = new URL(this.#url);
    await this.#end();
    await this.#serve('--port', port);
  }

  async #end(): Promise<void> {
    this.#daemon?.kill('SIGTERM');
    await this.#daemon;
  }

  async #serve(...options: string[]): Promise<void> {
    const daemon = this.muster.start(['serve', '--json', ...options]);
    this.#daemon = daemon as ResultPromise;
    let said = '';
    for await (const line of createInterface({ input: daemon.stdout })) {
      said += line;
      if (line === '}') break;
    }
    this.#url = (JSON.parse(said) as { url: string }).url;
    const token = async (file: string) => (await readFile(file, 'utf8')).trim();
    const { home } = this.muster;
    this.#tokens = {
      operator: await token(home.tokenFile),
      reader: await token(home.readerTokenFile),
    };
  }

  ask(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.#url}/api${path}`, {
      ...init,
      headers: { authorization: `Bearer ${this.#tokens.operator}`, ...init.headers },
    });
  }

  async get<Body>(path: string): Promise<Body> {
    const answer = await this.ask(path);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return asPromised<Body>('get', path, await answer.json());
  }

  post(path: string, body: unknown = {}): Promise<Response> {
    return this.ask(path, { method: 'POST', body: JSON.stringify(body) });
  }

  /** A request that has to succeed. */
  async order<Body = undefined>(path: string, body: unknown = {}): Promise<Body> {
    const answer = await this.post(path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${text}`);
    return text === '' ? (undefined as Body) : asPromised<Body>('post', path, JSON.parse(text));
  }

  /** Events as they come, until the test has seen enough. */
  async *events<Data>(
    path: string,
    headers: Record<string, string> = {},
  ): AsyncGenerator<Told<Data>> {
    const end = new AbortController();
    const signal = AbortSignal.any([end.signal, this.#over.signal]);
    const answer = await this.ask(path, { signal, headers });
    if (!answer.ok || !answer.body) throw new Error(`${path}: ${answer.status}`);
    let text = '';
    try {
      for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
        text += piece;
        const told = text.split('\n\n');
        text = told.pop() ?? '';
        for (const one of told) {
          const event = parse<Data>(one);
          if (!event) continue;
          toldAsPromised(path, event.event, event.data);
          yield event;
        }
      }
    } finally {
      end.abort();
    }
  }

  /** The first event that is so. */
  async first<Data>(path: string, isSo: (told: Told<Data>) => boolean): Promise<Told<Data>> {
    for await (const told of this.events<Data>(path)) if (isSo(told)) return told;
    throw new Error(`${path} ended before`);
  }

  bringUp(pipeline: string, body: object = { mode: 'up' }): Promise<StartedRun> {
    return this.order<StartedRun>(`/pipelines/${pipeline}/runs`, body);
  }

  /** The run once it is in a state, as its events tell. */
  async until(name: string, state: RunView['state']): Promise<RunView> {
    const view = (data: RunDetail | RunView): RunView => ('run' in data ? data.run : data);
    const path = `/runs/${encodeURIComponent(name)}/events`;
    const isSo = ({ data }: Told<RunDetail | RunView>) => view(data).state === state;
    return view((await this.first(path, isSo)).data);
  }

  async close(): Promise<void> {
    this.#over.abort();
    await this.#end();
    await this.muster.clear();
  }
}

function parse<Data>(text: string): Told<Data> | undefined {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(': ');
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 2));
  }
  const [event, data, id] = [fields.get('event'), fields.get('data'), fields.get('id')];
  if (event === undefined || data === undefined) return undefined;
  return { event, data: JSON.parse(data) as Data, ...(id === undefined ? {} : { id }) };
}
