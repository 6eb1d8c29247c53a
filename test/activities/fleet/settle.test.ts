import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { StepContext } from '../../../activities/contract/context.js';
import type { Fleetctl } from '../../../activities/fleet/fleetctl.js';
import { settle } from '../../../activities/fleet/settle.js';

/**
 * How long a start waits for what fleet does by and by: its tables in the form of v1.0.0, on a
 * clock that the waits move.
 */
let now = 0;
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

const ctx = {
  sleep: async (ms: number) => {
    now += ms;
  },
  progress: () => undefined,
  log: () => undefined,
} as unknown as StepContext;

const machine = (n: number) => ({ id: `id-${n}`, ip: `172.17.8.10${n}`, metadata: {} });
const known = [machine(1), machine(2)];
const names = ['app.1.service', 'app.2.service'];

/** Two units that exclude each other; `listed`: the machines that fleet knows at a time. */
const fleet =
  (listed: () => { id: string; ip: string }[]): Fleetctl =>
  async ([command = '', name = '']) => {
    const places = names.map((_, at) => listed()[at]);
    const placed = (line: (at: number, id: string) => string[]) =>
      places.flatMap((place, at) => (place ? [line(at, `${place.id}/${place.ip}`)] : []));
    const tables: Record<string, string[][]> = {
      'list-machines': listed().map(({ id, ip }) => [id, ip, '-']),
      'list-unit-files': places.map((place, at) => [
        ...[names[at] ?? '', 'hash', 'launched', place ? 'launched' : 'inactive'],
        place ? `${place.id}/${place.ip}` : '-',
      ]),
      'list-units': placed((at, id) => [
        names[at] ?? '',
        id,
        'loaded',
        'active',
        'running',
        'hash',
      ]),
    };
    const cat = `[Service]\nExecStart=/bin/true\n# ${name}\n[X-Fleet]\nConflicts=app.*.service\n`;
    const rows = tables[command]?.map((row) => row.join('\t')).join('\n');
    return { stdout: rows ?? cat, stderr: '' };
  };

it('waits for a machine that fleet lost meanwhile, longer than for a rule in the way', async () => {
  await settle(
    ctx,
    fleet(() => (now > 2_000 && now < 70_000 ? known.slice(0, 1) : known)),
    names,
    known,
  );
  expect(now).toBeLessThan(71_000);
  now = 0;
  await settle(
    ctx,
    fleet(() => (now < 70_000 ? known.slice(0, 1) : known)),
    names,
    known,
  );
  expect(now).toBeGreaterThanOrEqual(70_000);
});

it('says which machine is lost when it does not come back, and that a retry may help', async () => {
  const gone = settle(
    ctx,
    fleet(() => known.slice(0, 1)),
    names,
    known,
  );
  await expect(gone).rejects.toMatchObject({
    code: 'unit.unplaceable',
    retryable: true,
    message: expect.stringMatching(
      /^fleet has lost 172\.17\.8\.102, where app\.2\.service may run/,
    ),
  });
  expect(now).toBeGreaterThanOrEqual(90_000);
});

it('says what is in the way after half a minute where no machine was lost', async () => {
  const one = [machine(1)];
  await expect(
    settle(
      ctx,
      fleet(() => one),
      names,
      one,
    ),
  ).rejects.toMatchObject({
    code: 'unit.unplaceable',
    retryable: false,
    message: expect.stringMatching(/runs app\.1\.service/),
  });
  expect(now).toBeLessThan(36_000);
});
