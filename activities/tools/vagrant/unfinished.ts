import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

/**
 * A machine whose `vagrant up` did not come to its end. Vagrant writes its "already provisioned"
 * before it provisions, so neither it nor the machine tells that provisioning was cut short; and a
 * container that was made but not yet noted looks like somebody else's. The note is written before
 * Vagrant starts and removed when Vagrant has said `action,up,end`: at worst it makes us provision
 * once too often, and it is never taken as evidence that something is done.
 */
const noteSchema = z.object({
  /** When it began, ms since the epoch. */
  began: z.number(),
  /** The machine did not exist then. */
  creates: z.boolean(),
  /** It came as far as its provisioners, so its network is configured. */
  booted: z.boolean(),
});
export type UnfinishedNote = z.output<typeof noteSchema>;

/** The notes of a folder. */
export interface Notes {
  all(): Promise<Map<string, UnfinishedNote>>;
  begin(machine: string, creates: boolean): Promise<void>;
  booted(machine: string): void;
  end(machine: string): Promise<void>;
}

/** Notes beside what Vagrant itself keeps. `dotVagrant`: Vagrant's own folder, usually `.vagrant`. */
export function unfinishedNotes(dotVagrant: string): Notes {
  const folder = join(dotVagrant, 'muster');
  const path = (machine: string): string => join(folder, `${machine}.json`);
  const all = async (): Promise<Map<string, UnfinishedNote>> => {
    const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
    const names = files.map((file) => file.slice(0, -'.json'.length));
    return new Map(
      await Promise.all(names.map(async (name) => [name, await read(path(name))] as const)),
    );
  };
  const write = (machine: string, note: UnfinishedNote): void =>
    writeFileAtomic.sync(path(machine), JSON.stringify(note));
  return {
    all,
    begin: async (machine, creates) => {
      const before = (await all()).get(machine);
      await mkdir(folder, { recursive: true });
      // What an earlier try began to make is still ours.
      const began = before?.creates ? before.began : Date.now();
      write(machine, { began, creates: creates || before?.creates === true, booted: false });
    },
    // Synchronous: the provisioner is about to run, and we may be killed while it does.
    booted: (machine) => write(machine, { began: Date.now(), creates: false, booted: true }),
    end: (machine) => rm(path(machine), { force: true }),
  };
}

async function read(path: string): Promise<UnfinishedNote> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Not to be read: provision again, but claim nothing by it.
    return { began: Number.POSITIVE_INFINITY, creates: false, booted: false };
  }
}
