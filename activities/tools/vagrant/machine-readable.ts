/** One message of `vagrant --machine-readable`. */
export interface VagrantMessage {
  /** The machine it is about; '' for none. */
  target: string;
  /** `state`, `ui`, `action`, `error-exit`, … */
  type: string;
  data: string[];
}

/**
 * One line of `vagrant --machine-readable` (`epoch,target,type,data…`); undefined for a line that is
 * none: some commands print plain text in between.
 */
export function parseLine(line: string): VagrantMessage | undefined {
  const [time, target, type, ...data] = line.replace(/\r$/, '').split(',');
  if (time === undefined || target === undefined || type === undefined) return undefined;
  if (!/^\d+$/.test(time) || !/^[a-z][\w-]*$/.test(type)) return undefined;
  return { target, type, data: data.map(readable) };
}

export function parseOutput(output: string): VagrantMessage[] {
  return output.split('\n').flatMap((line) => parseLine(line) ?? []);
}

/**
 * Vagrant writes `,` as `%!(VAGRANT_COMMA)`, a newline as `\n`, CR as `\r`, and leaves a backslash
 * as it is: a text that holds a backslash and an n cannot be told from one with a newline.
 */
function readable(text: string): string {
  return text.replaceAll('%!(VAGRANT_COMMA)', ',').replaceAll('\\n', '\n').replaceAll('\\r', '\r');
}

export interface MachineStatus {
  name: string;
  /** As the provider says it: `running`, `not_created`, `poweroff`, …; any other text too. */
  state: string;
  provider: string;
}

/** Every machine of a `vagrant status`, in the order of the Vagrantfile. */
export function statuses(messages: readonly VagrantMessage[]): MachineStatus[] {
  const machines = new Map<string, MachineStatus>();
  const machine = (name: string): MachineStatus => {
    const known = machines.get(name) ?? { name, state: '', provider: '' };
    machines.set(name, known);
    return known;
  };
  for (const { target, type, data } of messages) {
    if (target === '') continue;
    if (type === 'state') machine(target).state = data[0] ?? '';
    if (type === 'provider-name') machine(target).provider = data[0] ?? '';
  }
  return [...machines.values()].filter(({ state }) => state !== '');
}

/** The error with which Vagrant ended: its class, and its text. */
export function errorExit(
  messages: readonly VagrantMessage[],
): { class: string; text: string } | undefined {
  const last = messages.findLast(({ type }) => type === 'error-exit');
  return last && { class: last.data[0] ?? '', text: last.data[1] ?? '' };
}

/** What a person reads of a message; empty for those that are for programs. */
export function humanLines({ type, data }: VagrantMessage): string[] {
  if (type !== 'ui') return [];
  return (data[1] ?? '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** What a machine is doing, told by a message of `vagrant up`; undefined: nothing new. */
export function liveState({ type, data }: VagrantMessage): string | undefined {
  if (type === 'action' && (data[0] === 'up' || data[0] === 'provision')) {
    return data[1] === 'end' ? 'running' : 'starting';
  }
  if (type !== 'ui') return undefined;
  const text = data[1] ?? '';
  if (data[0] === 'error') return 'failed';
  if (/Downloading|Attempting to find and install/.test(text)) return 'getting the box';
  if (/Importing base box/.test(text)) return 'importing';
  if (/Starting container|Booting VM|Waiting for machine to boot/.test(text)) return 'booting';
  if (/Machine booted and ready/.test(text)) return 'booted';
  if (/Running provisioner/.test(text)) return 'provisioning';
  return undefined;
}
