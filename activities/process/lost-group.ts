import { type EndSignal, endGroup } from './groups.js';
import { groupMembers, type ProcessIdentity, readProcess } from './proc.js';

/**
 * End a process group that another process started before it was lost, in this boot. Only if it is
 * that very group: its leader lives since the time recorded, or is gone and members live that are
 * younger. A number that was given to another process since is left alone.
 *
 * @returns whether there was something to end
 */
export async function endLostGroup(
  leader: ProcessIdentity,
  endSignal?: EndSignal,
  grace?: number,
): Promise<boolean> {
  const now = readProcess(leader.pid);
  if (now !== undefined && now.startTime !== leader.startTime) return false;
  const members = groupMembers(leader.pid);
  if (!members.some((member) => member.startTime >= leader.startTime)) return false;
  await endGroup(leader.pid, endSignal, grace);
  return true;
}
