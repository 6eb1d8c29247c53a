import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuild } from '../build.mjs';
import { whyNoChromium } from '../chromium.mjs';
import { ensureDependencies } from '../dependencies.mjs';
import { whyNoLab } from '../lab-host.mjs';
import { root, runQuietly } from '../run.mjs';

/**
 * What tests stand on, made once on a computer and kept: named with its seconds where it had to be
 * made, so that it is not taken for the time of the tests. Quiet when all is there.
 * @typedef {{ made: { name: string, ms: number }[], reasons: Record<string, string>,
 *   failures: { name: string, why: string, kinds: string[] }[] }} SetUp
 *   `reasons`: kinds that this computer cannot host, and why; `failures`: what could not be made,
 *   and the kinds that cannot do without
 */

/**
 * @param {string[]} kinds of tests that are to run
 * @param {(text: string) => void} write
 * @returns {Promise<SetUp>}
 */
export async function setUp(kinds, write) {
  const found = { made: [], reasons: {}, failures: [] };
  const wanted = (...some) => some.some((kind) => kinds.includes(kind) && !found.reasons[kind]);
  const part = (name, needs, make) => runPart(found, { name, needs, make, write });

  // These two tell by themselves what they do.
  await part('dependencies', kinds, ensureDependencies);
  if (found.failures.length > 0) return found;
  await part('build', kinds, ensureBuild);
  if (found.failures.length > 0) return found;

  if (wanted('lab')) {
    const reason = whyNoLab();
    if (reason !== undefined) found.reasons.lab = `three real machines cannot run here: ${reason}`;
  }
  if (wanted('page')) {
    await part('Chromium', [], async () => {
      const reason = await whyNoChromium();
      if (reason !== undefined) {
        found.reasons.page = `the page cannot be checked here: ${reason}`;
      }
    });
  }
  if (wanted('engine', 'page', 'lab')) {
    await part("Temporal's server", ['engine', 'page', 'lab'], () => ensureTemporal(write));
  }
  // The packages bring Debian's etcd: before the etcd of those who cannot have them.
  if (wanted('lab'))
    await labParts((script, name) => part(name, ['lab'], () => lab(script, write)));
  // Without it a few tests fail, and say so themselves.
  if (wanted('engine')) await part('etcd', [], () => ensureEtcd(write));
  return found;
}

async function labParts(part) {
  await part('packages', 'packages of the lab');
  await part('fleet', 'fleet');
  await part('base', 'Debian for the machines');
  await part('rootfs', 'root file system and box');
}

/** One part; it counts as made if it took longer than a look does. */
async function runPart(found, { name, needs, make }) {
  const startedAt = Date.now();
  try {
    await make();
  } catch (error) {
    found.failures.push({ name: `setting up: ${name}`, why: error.message, kinds: needs });
  }
  const ms = Date.now() - startedAt;
  if (ms >= 3000) found.made.push({ name, ms });
}

async function ensureTemporal(write) {
  const file = join(root, 'dist', 'worker', 'engine', 'temporal-program.js');
  const { findTemporal } = await import(pathToFileURL(file).href);
  await findTemporal({ onProgress: (line) => write(`${line} …\n`) });
}

async function ensureEtcd(write) {
  await script('pipelines/etcd', 'prepare.sh', 'Fetching etcd', write);
}

const doing = {
  packages: "Installing the lab's packages",
  fleet: 'Building fleet',
  base: 'Making the Debian of the machines',
  rootfs: 'Making their root file system and box',
};

const lab = (name, write) => script('pipelines/lab', `${name}.sh`, doing[name], write);

/** A step's script: its check says whether there is anything to do. */
async function script(folder, file, what, write) {
  const run = (verb) =>
    runQuietly('sh', ['-c', `cd ${folder} && MUSTER_OUTPUT= ./${file} ${verb}`]);
  const { code } = await run('check');
  if (code === 0) return;
  write(`${what} …\n`);
  const made = await run('apply');
  if (made.code === 0) return;
  const said = made.output.trim().split('\n').slice(-15).join('\n');
  throw new Error(`${folder}/${file} apply ended with exit code ${made.code}:\n${said}`);
}
