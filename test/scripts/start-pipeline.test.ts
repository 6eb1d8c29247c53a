import { describe, expect, it } from 'vitest';
import { whyNoLab } from '../../scripts/lib/lab-host.mjs';
import { pipelineToStart } from '../../scripts/lib/start-pipeline.mjs';

const rootOnDebian = { platform: 'linux', arch: 'x64', debian: true, uid: 0, username: 'root' };

describe('npm start', () => {
  it('brings up the machines as root on Debian, and never anything else', () => {
    expect(whyNoLab(rootOnDebian)).toBeUndefined();
    expect(pipelineToStart(whyNoLab(rootOnDebian))).toEqual({ pipeline: 'coreos' });
  });

  it.each([
    ['another system', { platform: 'darwin' }, 'it needs Linux, this is darwin'],
    ['another processor', { arch: 'arm64' }, 'it needs an x86-64 processor, this is arm64'],
    ['another Linux', { debian: false }, 'it needs Debian (apt-get and its packages)'],
    ['an ordinary user', { uid: 1000, username: 'ada' }, 'it needs root, this is ada'],
  ])('on %s says in one line why not, and takes the cluster of processes', (_, fact, reason) => {
    const { pipeline, notice } = pipelineToStart(whyNoLab({ ...rootOnDebian, ...fact }));
    expect(pipeline).toBe('etcd');
    expect(notice).toBe(
      `Three real machines cannot run here: ${reason}. Bringing up an etcd cluster of three processes instead (pipelines/etcd).`,
    );
  });
});
