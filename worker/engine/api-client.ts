import { type IncomingMessage, request } from 'node:http';
import { EngineError } from '../../client/engine.js';
import type { EngineInfo } from './engine-file.js';

/** Only a daemon that hangs takes longer: on a busy computer an answer has taken ten seconds. */
const answerTimeout = 30_000;

/** An answer of the API: its status and, where it is a problem, what it says. */
interface Answer {
  status: number;
  detail: string;
}

/** Keeps the daemon from leaving until it is closed, or until this process ends. */
export interface Lease {
  /** Aborted when the daemon's side ends. */
  lost: AbortSignal;
  close(): void;
}

/** The daemon's API, for the commands of the same user. `node:http` loads 40 ms faster than fetch. */
export class ApiClient {
  readonly #info: EngineInfo;
  readonly #token: string;

  constructor(info: EngineInfo, token: string) {
    this.#info = info;
    this.#token = token;
  }

  /**
   * Attach. Undefined if the daemon is leaving or gone.
   * @throws EngineError if it lives, but does not answer as it should.
   */
  async attach(): Promise<Lease | undefined> {
    const response = await this.#send('POST', '/api/clients').catch((error) => {
      if (isGone(error)) return undefined;
      throw this.#notAnswering(error as Error);
    });
    if (!response) return undefined;
    if (response.statusCode === 503) return void response.resume();
    if (response.statusCode !== 200) {
      throw this.#refused('to be attached to', await readAnswer(response));
    }
    // The answer goes on until one side ends; it does not keep this process alive.
    response.resume();
    response.on('error', () => {});
    response.socket.unref();
    const lost = new AbortController();
    const lose = () => lost.abort();
    response.once('close', lose);
    const close = () => {
      response.off('close', lose);
      response.destroy();
    };
    return { lost: lost.signal, close };
  }

  /** Hand over values of secrets. */
  async addSecrets(values: Record<string, string>): Promise<void> {
    const answer = await this.#ask('POST', '/api/secrets', { values });
    if (answer.status !== 204) throw this.#refused('secrets', answer);
  }

  /** Ask a daemon to leave. Resolves to what keeps it; to undefined if it leaves. */
  async leave(): Promise<string | undefined> {
    const answer = await this.#ask('POST', '/api/shutdown').catch((error) => {
      if (isGone(error)) return { status: 202, detail: '' };
      throw this.#notAnswering(error as Error);
    });
    if (answer.status === 202 || answer.status === 503) return undefined;
    if (answer.status === 409) return answer.detail;
    throw this.#refused('to be stopped', answer);
  }

  async #ask(method: string, path: string, body?: unknown): Promise<Answer> {
    return readAnswer(await this.#send(method, path, body));
  }

  #send(method: string, path: string, body?: unknown): Promise<IncomingMessage> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${this.#token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    };
    return new Promise((resolve, reject) => {
      const sent = request(`${this.#info.url}${path}`, { method, headers, agent: false });
      const timer = setTimeout(
        () => sent.destroy(new Error(`no answer within ${answerTimeout / 1000} s`)),
        answerTimeout,
      );
      sent.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      sent.on('response', (response) => {
        clearTimeout(timer);
        resolve(response);
      });
      sent.end(text);
    });
  }

  #notAnswering(error: Error): EngineError {
    const { pid, url } = this.#info;
    return new EngineError(
      `The engine (process ${pid}) does not answer at ${url}: ${error.message}`,
      `See logs/daemon.log in the state directory. \`kill -9 ${pid}\` ends it and loses nothing: the next command starts another and goes on.`,
      error,
    );
  }

  #refused(what: string, answer: Answer): EngineError {
    return new EngineError(
      `The engine (process ${this.#info.pid}) refused ${what}: ${answer.status} ${answer.detail}`,
      'See logs/daemon.log in the state directory.',
    );
  }
}

/** Nobody listens (any more): the daemon is leaving, or was killed a moment ago. */
function isGone(error: unknown): boolean {
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes((error as { code?: string }).code ?? '');
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  const isProblem = response.headers['content-type']?.includes('problem+json');
  const detail = isProblem ? detailOf(text) : '';
  return { status: response.statusCode ?? 0, detail };
}

/** Whatever listens where the engine did may say anything: what is no problem says nothing. */
function detailOf(text: string): string {
  try {
    const { title, detail = title } = (JSON.parse(text) ?? {}) as { [field: string]: unknown };
    return typeof detail === 'string' ? detail : '';
  } catch {
    return '';
  }
}
