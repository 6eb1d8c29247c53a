import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { freePorts, processesOf } from '../pipelines/etcd-processes.js';
import { readLedger } from './ledger.js';
import type { Place } from './place.js';
import { install } from './programs.js';
import { tokensIn } from './tokens.js';
import { pipelineFile } from './where.js';
import type { StepFacts, World } from './world.js';

const members = ['etcd-1', 'etcd-2', 'etcd-3'];
const all = ['registry', ...members];

const step = (id: string, applies: number, programs = false, weight = 1): StepFacts => ({
  id,
  applies,
  programs,
  weight,
});

/**
 * Stands for etcd: writes down which one starts, whether it has data, and whether another process
 * has its data folder; then becomes it, under the path by which the pipeline knows it.
 */
const etcd = (program: string) => `#!/bin/bash
for word; do case $word in --data-dir=*) data=\${word#*=} ;; esac; done
if [[ -n $data ]]; then
  age=new how=alone
  [[ ! -d $data/member/wal ]] || age=again
  for file in $(grep -lszxF -e "--data-dir=$data" /proc/[0-9]*/cmdline); do
    pid=\${file//[!0-9]/}
    [[ $pid == $$ || $(cat /proc/$pid/comm 2>/dev/null) != etcd ]] || how=beside
  done
  echo "etcd \${data##*/} $age $how" >> LEDGER
fi
exec -a "$0" ${program} "$@"
`;

/** Where a trial has its cluster. */
const ports = new Map<string, number>();
const stateOf = (place: Place) => join(place.folder, 'state');
const clientUrl = (place: Place, index: number) =>
  `http://127.0.0.1:${(ports.get(place.folder) ?? 0) + 2 * index}`;

export const etcdWorld: World = {
  name: 'etcd',
  steps: [
    step('prepare', 0),
    step('registry', 800, true),
    step('token', 30),
    ...members.map((name) => step(`member[${name}]`, 1200, true, 2)),
    step('health', 0),
    step('key', 20),
  ],
  enter: async (place) => {
    const port = await freePorts(8);
    ports.set(place.folder, port);
    await install(place, { etcd: etcd(await realEtcd(place)) });
    const inputs = [`port=${port}`, `state=${stateOf(place)}`];
    return [pipelineFile('pipelines/etcd'), ...inputs.flatMap((input) => ['--input', input])];
  },
  // Every step of it can be checked.
  look: () => ({ done: false }),
  judge: async (place, _, { kills }) => [
    ...(await judgeCluster(place)),
    ...judgeLedger(place, kills),
    ...(await judgeTokens(place, kills)),
  ],
  leave: async (place) => {
    for (const pid of Object.values(processesOf(stateOf(place)))) process.kill(pid, 'SIGKILL');
    ports.delete(place.folder);
  },
};

/** The one that the pipeline itself would take: of the PATH, or fetched. */
async function realEtcd(place: Place): Promise<string> {
  const cwd = pipelineFile('pipelines/etcd');
  const output = join(place.folder, 'prepared');
  await mkdir(place.folder, { recursive: true });
  const prepare = join(cwd, 'prepare.sh');
  await execa(prepare, ['apply'], { cwd });
  await execa(prepare, ['check'], { cwd, env: { MUSTER_OUTPUT: output } });
  return /^program=(.*)$/m.exec(await readFile(output, 'utf8'))?.[1] ?? 'etcd';
}

async function judgeCluster(place: Place): Promise<string[]> {
  const running = Object.keys(processesOf(stateOf(place))).sort();
  const healths = await Promise.all(members.map((_, i) => ask(`${clientUrl(place, i)}/health`)));
  const known = await ask(`${clientUrl(place, 0)}/v3/cluster/member/list`, '{}');
  const names = [...known.matchAll(/"name":"([^"]*)"/g)].map(([, name]) => name).sort();
  return [
    ...(running.join() === all.toSorted().join() ? [] : [`running: ${running.join(', ')}`]),
    ...healths.flatMap((health, i) =>
      health.includes('"health":"true"') ? [] : [`${members[i]} is not healthy: ${health}`],
    ),
    ...(names.join() === members.join() ? [] : [`members: ${names.join(', ')}`]),
  ];
}

/** Each was started; none while it ran; none from nothing more often than the kill explains. */
function judgeLedger(place: Place, kills: number): string[] {
  const starts = readLedger(place.ledger).filter(({ program }) => program === 'etcd');
  return all.flatMap((name) => {
    const own = starts.filter(({ words }) => words[0] === name);
    const made = own.filter(({ words }) => words[1] === 'new').length;
    const beside = own.filter(({ words }) => words[2] === 'beside').length;
    return [
      ...(made === 0 ? [`lost: the start of ${name}`] : []),
      ...(made > 1 + kills ? [`doubled: ${name} made ${made} times`] : []),
      ...(own.length > 1 + 2 * kills ? [`doubled: ${name} started ${own.length} times`] : []),
      ...(beside > 0 ? [`doubled: ${name} started while it ran`] : []),
    ];
  });
}

/** The token in the file brought all three together, its id is the key's value, no other was used up. */
async function judgeTokens(place: Place, kills: number): Promise<string[]> {
  const text = await readFile(join(stateOf(place), 'user-data'), 'utf8').catch(() => '');
  const id = /\/([0-9a-f]{32})/.exec(text)?.[1] ?? '';
  const tokens = await tokensIn(clientUrl(place, 3));
  const used = tokens.get(id)?.toSorted() ?? [];
  const others = [...tokens].filter(([other, by]) => other !== id && by.length === members.length);
  const range = { key: Buffer.from('/muster/cluster').toString('base64') };
  const kept = await ask(`${clientUrl(place, 0)}/v3/kv/range`, JSON.stringify(range));
  return [
    ...(used.join() === members.join() ? [] : [`the token ${id} has members ${used.join(', ')}`]),
    ...(tokens.size > 1 + kills ? [`doubled: ${tokens.size} tokens`] : []),
    ...others.map(([other]) => `doubled: the token ${other} of a whole cluster was given up`),
    ...(kept.includes(Buffer.from(id).toString('base64')) ? [] : [`lost: the key (${kept})`]),
  ];
}

async function ask(url: string, body?: string): Promise<string> {
  const init = body === undefined ? {} : { method: 'POST', body };
  return fetch(url, init).then(
    (response) => response.text(),
    (error: Error) => error.message,
  );
}
