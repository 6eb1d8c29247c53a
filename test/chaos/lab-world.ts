import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { RunView } from '../../contract/run.js';
import { testLab } from '../lab/test-lab.js';
import { readLedger } from './ledger.js';
import type { Place } from './place.js';
import { install } from './programs.js';
import { tokensIn } from './tokens.js';
import { pipelineFile } from './where.js';
import { allSteps, type StepFacts, type World } from './world.js';

const machines = ['01', '02', '03'].map((number) => `${testLab.prefix}-${number}`);
const units = [1, 2, 3].map((number) => `code.it.${number}.service`);
const addresses = [101, 102, 103].map((number) => `${testLab.subnet}.${number}`);

const step = (id: string, applies = 0, programs = false, weight = 1): StepFacts => ({
  id,
  applies,
  programs,
  weight,
});

/** Stands for a program of the PATH: writes down the calls that CHANGE, then becomes it. */
const wrapper = (
  name: string,
  changing: string,
  real = `$(PATH=\${PATH//$own:/} type -P ${name})`,
) =>
  `#!/bin/bash
own=\${0%/*}
[[ " $* " != *' '@(${changing})' '* ]] || echo "${name} $*" >> LEDGER
exec -a ${name} "${real}" "$@"
`;

const programs = {
  vagrant: wrapper('vagrant', 'up|destroy'),
  etcd: wrapper('etcd', '--enable-v2'),
  'discovery.etcd.io': wrapper('discovery.etcd.io', '--addr'),
  // The lab builds it; the copied pipeline takes it from the PATH instead.
  fleetctl: wrapper(
    'fleetctl',
    'submit|start|stop|unload|destroy',
    '$(ls -t ~/.cache/muster/lab/fleet-*/fleetctl | head -n 1)',
  ),
};

const coreos = (place: Place) => join(place.folder, 'pipelines', 'coreos');

export const labWorld: World = {
  name: 'lab',
  steps: [
    ...['requirements', 'packages', 'fleet', 'base', 'rootfs', 'box'].map((id) =>
      step(`lab/${id}`),
    ),
    step('lab/bridge', 150, true),
    step('lab/discovery', 1000, true),
    step('config', 5),
    step('token', 30),
    step('machines', 16_000, true, 5),
    step('etcd'),
    step('members'),
    step('submit', 400, true),
    step('start', 500, true),
    step('running'),
    step('answers'),
  ],
  enter: async (place) => {
    await install(place, programs);
    await copyPipelines(place);
    const { prefix, bridge, subnet, channel, etcdPort, discoveryPort } = testLab;
    const inputs = {
      prefix,
      bridge,
      subnet,
      channel,
      'etcd-port': etcdPort,
      'discovery-port': discoveryPort,
      state: join(place.folder, 'lab'),
    };
    const options = Object.entries(inputs).flatMap(([key, value]) => [
      '--input',
      `${key}=${value}`,
    ]);
    return [join(coreos(place), 'pipeline.yaml'), ...options];
  },
  // Every step of it can be checked.
  look: () => ({ done: false }),
  judge: async (place, _, { kills }) => [
    ...(await judgeMachines()),
    ...judgeLedger(place, kills),
    ...(await judgeTokens(place, kills)),
  ],
  leave: async (place, engine) => {
    for (let round = 0; ; round++) {
      const { exitCode, said, view } = await engine.run(place, ['down', place.name, '--yes']);
      const left = (await execa('lxc-ls', ['-1'])).stdout
        .split('\n')
        .filter((name) => machines.includes(name));
      if (exitCode === 0 && left.length === 0) return;
      const why = said || (view ? failuresIn(view) : `left: ${left.join(', ')}`);
      if (round === 2) throw new Error(`the lab cannot be taken down (${exitCode}): ${why}`);
    }
  },
};

function failuresIn(view: RunView): string {
  return allSteps(view)
    .flatMap(({ id, failure }) => (failure ? [`${id}: ${failure.code}: ${failure.message}`] : []))
    .join('; ');
}

async function copyPipelines(place: Place): Promise<void> {
  await cp(pipelineFile('pipelines'), join(place.folder, 'pipelines'), {
    recursive: true,
    // What a person's own cluster left in the folder is not the pipeline's.
    filter: (path) => !/\/coreos\/(\.vagrant|user-data|config\.rb)$/.test(path),
  });
  const file = join(coreos(place), 'pipeline.yaml');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of the pipeline
  const built = '"${{ steps.lab.outputs.fleetctl }}"';
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(built, 'fleetctl'));
}

async function judgeMachines(): Promise<string[]> {
  const judged = addresses.map(async (address, i) => {
    const page = await ask(`http://${address}/`);
    const health = await ask(`http://${address}:2379/health`);
    return [
      ...(page.includes('code.it') ? [] : [`the app of ${machines[i]} does not answer: ${page}`]),
      ...(/"health": ?"true"/.test(health) ? [] : [`etcd of ${machines[i]}: ${health}`]),
    ];
  });
  return (await Promise.all(judged)).flat();
}

/**
 * Submit and start of each unit: once, or once more for the kill. An attempt after a kill may call
 * `vagrant up` twice: what stands in the way of the first is cleared away.
 */
function judgeLedger(place: Place, kills: number): string[] {
  const calls = readLedger(place.ledger);
  const count = (program: string, verb: string, name: string) =>
    calls.filter((call) => {
      if (call.program !== program || !call.words.includes(verb)) return false;
      const named = call.words.slice(call.words.indexOf(verb) + 1).join(' ');
      // Vagrant without a name means all of them.
      return named.includes(name) || (program === 'vagrant' && !named.includes(testLab.prefix));
    }).length;
  const judge = (program: string, verb: string, names: string[], again = 1) =>
    names.flatMap((name) => {
      const times = count(program, verb, name);
      if (times === 0) return [`lost: ${program} ${verb} ${name}`];
      return times > 1 + again * kills
        ? [`doubled: ${program} ${verb} ${name} (${times} times)`]
        : [];
    });
  const undone = calls
    .filter(({ words }) => words.some((word) => /^(stop|unload)$/.test(word)))
    .map(({ program, words }) => `undone: ${program} ${words.join(' ')}`);
  return [
    ...judge('vagrant', 'up', machines, 2),
    ...judge('fleetctl', 'submit', units),
    ...judge('fleetctl', 'start', units),
    ...undone,
  ];
}

async function judgeTokens(place: Place, kills: number): Promise<string[]> {
  const text = await readFile(join(coreos(place), 'user-data'), 'utf8').catch(() => '');
  const id = /discovery: \S*\/([0-9a-f]{32})/.exec(text)?.[1] ?? '';
  const tokens = await tokensIn(`http://127.0.0.1:${testLab.etcdPort}`);
  const used = tokens.get(id) ?? [];
  const others = [...tokens].filter(([other, by]) => other !== id && by.length === machines.length);
  return [
    ...(used.length === machines.length ? [] : [`the token ${id} has members ${used.join(', ')}`]),
    ...(tokens.size > 1 + kills ? [`doubled: ${tokens.size} tokens`] : []),
    ...others.map(([other]) => `doubled: the token ${other} of a whole cluster was given up`),
  ];
}

async function ask(url: string): Promise<string> {
  return fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    (response) => response.text(),
    (error: Error) => error.message,
  );
}
