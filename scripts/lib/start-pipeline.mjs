import { whyNoLab } from './lab-host.mjs';

/**
 * What `npm start` brings up: the chapter's machines (`coreos`), or, where `reason` says why machines
 * cannot run, the cluster of processes (`etcd`) and a line that tells so.
 */
export function pipelineToStart(reason = whyNoLab()) {
  if (reason === undefined) return { pipeline: 'coreos' };
  const notice = `Three real machines cannot run here: ${reason}. Bringing up an etcd cluster of three processes instead (pipelines/etcd).`;
  return { pipeline: 'etcd', notice };
}
