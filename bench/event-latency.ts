import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { median, quantile } from './statistics.js';

/**
 * The server's part of how fast a page hears of things: from what a step tells (a part's state, a
 * line of output), and from a step's end as Temporal records it, to the event at a client.
 *
 * `npm run bench:events`
 */
const root = resolve(import.meta.dirname, '../../..');
const main = join(root, 'dist', 'muster.js');
const [times, every, short] = [100, 120, 30];

const clock = `name: clock
steps:
  - id: clock
    uses: bench.clock
    with: { times: ${times}, every: ${every} }
`;
const steps = Array.from({ length: short }, (_, n) => `  - id: s${n}\n    run: sleep 0.2\n`);

const folder = await mkdtemp(join(tmpdir(), 'muster-bench-events-'));
const home = join(folder, 'home');
for (const [name, text] of [
  ['clock', clock],
  ['short', `name: short\nsteps:\n${steps.join('')}`],
] as const) {
  await mkdir(join(folder, 'pipelines', name), { recursive: true });
  await writeFile(join(folder, 'pipelines', name, 'pipeline.yaml'), text);
}
const serve = execa(process.execPath, [main, 'serve', '--json'], {
  env: { MUSTER_HOME: home, MUSTER_STEPS: join(import.meta.dirname, 'clock.js') },
  cwd: folder,
  reject: false,
  stdin: 'ignore',
});
try {
  const { url } = await ready();
  const token = (await readFile(join(home, 'api.token'), 'utf8')).trim();
  const headers = { authorization: `Bearer ${token}` };
  const start = async (name: string) => {
    const body = JSON.stringify({ mode: 'up' });
    const answer = await fetch(`${url}/api/pipelines/${name}/runs`, {
      method: 'POST',
      headers,
      body,
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  await start('clock');
  const [parts, lines] = await Promise.all([
    watch(`${url}/api/runs/clock/events`, headers, /"parts":\{"now":"(\d+)"\}/g),
    watch(`${url}/api/runs/clock/logs/events?step=clock`, headers, /"at (\d+)"/g, times),
  ]);
  await start('short');
  const ends = await watch(`${url}/api/runs/short/events`, headers, /"endedAt":"([^"]+)"/g);
  report('the state of a part', parts);
  report('a line of output', lines);
  report('the end of a step', ends);
} finally {
  serve.kill('SIGTERM');
  await serve;
  await rm(folder, { recursive: true, force: true });
}

async function ready(): Promise<{ url: string }> {
  let said = '';
  for await (const line of createInterface({ input: serve.stdout })) {
    said += line;
    if (line === '}') return JSON.parse(said);
  }
  throw new Error(`muster serve ended: ${(await serve).stderr}`);
}

/** How old each time is when it is first told, in ms; until the run ends, or so many were told. */
async function watch(
  url: string,
  headers: Record<string, string>,
  pattern: RegExp,
  enough = Number.POSITIVE_INFINITY,
): Promise<number[]> {
  const seen = new Map<string, number>();
  const end = new AbortController();
  const answer = await fetch(url, { headers, signal: end.signal });
  let first = true;
  for await (const text of eventsIn(answer)) {
    const now = Date.now();
    for (const [, time = ''] of text.matchAll(pattern)) {
      const at = /^\d+$/.test(time) ? Number(time) : Date.parse(time);
      // What was there before anybody listened is old.
      if (!seen.has(time)) seen.set(time, first ? Number.NaN : now - at);
    }
    first = false;
    if (text.includes('"state":"succeeded"') || seen.size >= enough) break;
  }
  end.abort();
  return [...seen.values()].filter((ms) => !Number.isNaN(ms));
}

async function* eventsIn(answer: Response): AsyncGenerator<string> {
  if (!answer.ok || !answer.body) throw new Error(`${answer.status} ${await answer.text()}`);
  let text = '';
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const told = text.split('\n\n');
    text = told.pop() ?? '';
    yield* told.filter((one) => one.includes('data: '));
  }
}

function report(what: string, found: number[]): void {
  const ms = (share: number) => `${Math.round(quantile(found, share))} ms`;
  const row = `median ${Math.round(median(found))} ms, 90 % under ${ms(0.9)}, slowest ${ms(1)}`;
  console.log(`${what.padEnd(20)} ${row} (${found.length})`);
}
