import type { ErrorCode } from '../../contract/error-codes.js';
import { agentMark } from './agent.js';

/** What a call of fleetctl came to, where its exit code does not tell: from its standard error. */
export interface Failure {
  code: ErrorCode;
  /** What fleetctl said, in a line. */
  said: string;
  next: string;
}

/** What fleetctl v1.0.0 prints (its own words, and those of Go's net and ssh packages), and what it means. */
const meanings: [pattern: RegExp, code: ErrorCode, next: string][] = [
  [
    /^no program (\S+)/,
    'program.missing',
    'Install it, or name it: `fleetctl` in the step, openssh-client for ssh-agent and ssh-add.',
  ],
  [
    /^(no key|refused key)/,
    'fleet.unauthorized',
    'Name a private key in `identity-file` that this user can read, has no passphrase and is closed to others (chmod 600).',
  ],
  [
    /^ssh-agent does not start|^no temporary folder/,
    'fleet.failed',
    'Look whether the temporary folder can be written.',
  ],
  [
    /host key mismatch|unauthorized host/,
    'fleet.unauthorized',
    "The machine's host key is not the one in `known-hosts`. If the machine was rebuilt, remove its line there; else find out who answers at that address.",
  ],
  [
    /unable to authenticate|no supported methods remain|SSH_AUTH_SOCK/,
    'fleet.unauthorized',
    'Check `user` and `identity-file`. A modern sshd also needs `PubkeyAcceptedAlgorithms +ssh-rsa`: fleetctl signs RSA keys with SHA-1.',
  ],
  [
    /unable to communicate with etcd|etcd cluster is unavailable|Error 503/,
    'fleet.etcd',
    'Look at etcd on the machines (systemctl status etcd2): it may still be electing a leader, or it was given a discovery token that was used before.',
  ],
  [
    /dial tcp .*(refused|no route|timed? ?out|unreachable|no such host)|i\/o timeout|connection (reset|closed)|closed network connection|handshake failed: EOF|broken pipe|timed out while initiating SSH/,
    'fleet.unreachable',
    'Look whether the machine runs (vagrant status) and answers on that port.',
  ],
  [
    /domain-sock.*EOF|fd-forward|dial unix|unexpected EOF|: EOF\b/,
    'fleet.unreachable',
    'The machine answers, but its fleet does not (systemctl status fleet.socket fleet.service).',
  ],
  [
    /failed getting Unit\(.*from file|line too long|unable to load template|Error 40[09]|unresolvable requirements|cannot be used with|invalid unit type|unit name|cannot activate template/,
    'unit.invalid',
    'Correct the unit file.',
  ],
  [
    /unable to find (template )?(Unit|unit)|does not exist|Units not found in registry/,
    'unit.unknown',
    'Submit the unit first (fleet.submit), or correct its name.',
  ],
  [
    /unknown (shorthand )?flag|unknown command|cannot execute cmdFleet|Invalid key in output format/,
    'program.unsupported',
    'This fleetctl is not the one this step was written for: use v1.0.0.',
  ],
];

/**
 * What fleetctl may say instead of why it refused the machine: its ssh package (x/crypto of 2016)
 * writes to the connection it has just closed. By chance, 3 times in 6,000 refusals. Nothing was
 * asked of the machine yet, so the call can be made again.
 */
const hidesWhy = /handshake failed: write .*use of closed network connection/;

/** Whether a call failed without telling why, before it did anything. */
export const toldNothing = (stderr: string): boolean => hidesWhy.test(stderr);

/** fleetctl exits 0 after these: they are failures all the same. */
const silentFailures = [
  /cannot execute cmdFleet/,
  /^Error: unknown/m,
  /No units given/,
  /Units not found in registry/,
  /WARNING: Unit .* differs from local/,
  /Warning: can not replace Unit/,
];

/** Whether a call failed, whatever its exit code says. */
export function failed(exitCode: number | undefined, stderr: string): boolean {
  return exitCode !== 0 || silentFailures.some((pattern) => pattern.test(stderr));
}

/** Classify a call that failed. */
export function classify(stderr: string, stdout = ''): Failure {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const own = lines.find((line) => line.startsWith(agentMark))?.slice(agentMark.length);
  const text = own ?? lines.join('\n');
  const [pattern, code, next] = meanings.find(([known]) => known.test(text)) ?? [
    /error|unable|fail|warning|not /i,
    'fleet.failed' as const,
    "See the step's log.",
  ];
  const said = own ?? lines.find((line) => pattern.test(line)) ?? lines[0];
  return { code, said: said ?? (lastLine(stdout) || 'it said nothing'), next };
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
