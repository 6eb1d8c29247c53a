import type { VagrantMessage } from '../tools/vagrant/machine-readable.js';

/** How a machine is reached by ssh. */
export interface SshAddress {
  name: string;
  host: string;
  port: number;
  user: string;
  /** Absent where Vagrant names no key. */
  identityFile?: string;
  /** The whole block, as OpenSSH reads it with `-F`. */
  block: string;
}

/** The machines in the output of `vagrant ssh-config --machine-readable`. */
export function sshAddresses(messages: readonly VagrantMessage[]): SshAddress[] {
  return messages
    .filter(({ type }) => type === 'ssh-config')
    .flatMap(({ data }) => parseBlock(data[0] ?? '') ?? []);
}

/** One `Host` block of an OpenSSH client configuration as Vagrant writes it. */
export function parseBlock(block: string): SshAddress | undefined {
  const options = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, key, value] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
    // As in ssh itself, the first value of an option counts.
    if (key !== undefined && value !== undefined && !options.has(key.toLowerCase())) {
      options.set(key.toLowerCase(), unquote(value));
    }
  }
  const name = options.get('host');
  const host = options.get('hostname');
  const user = options.get('user');
  const port = Number(options.get('port') ?? 22);
  if (name === undefined || host === undefined || user === undefined) return undefined;
  if (!Number.isInteger(port)) return undefined;
  const identityFile = options.get('identityfile');
  return { name, host, port, user, ...(identityFile ? { identityFile } : {}), block };
}

function unquote(value: string): string {
  return /^".*"$/.test(value) ? value.slice(1, -1) : value;
}
