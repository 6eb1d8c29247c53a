import { expect, it } from 'vitest';
import { classify, failed } from '../../../activities/fleet/failures.js';

// Recorded from fleetctl v1.0.0.
it.each([
  [
    'fleet.unauthorized',
    'Unable to initialize client: failed initializing SSH client: ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain',
  ],
  [
    'fleet.unauthorized',
    "The authenticity of host '172.17.8.101' can't be established.\nECDSA key fingerprint is ce:23.\nAre you sure you want to continue connecting (yes/no)? Host key verification failed.\nUnable to initialize client: failed initializing SSH client: ssh: handshake failed: unauthorized host",
  ],
  [
    'fleet.unreachable',
    'Unable to initialize client: failed initializing SSH client: dial tcp 172.17.8.109:22: connect: no route to host',
  ],
  [
    'fleet.unreachable',
    'Unable to initialize client: failed initializing SSH client: dial tcp 127.0.0.1:2222: connect: connection refused',
  ],
  [
    // fleetctl's own time for a handshake is over: a busy machine, through which another may be tried.
    'fleet.unreachable',
    'Unable to initialize client: failed initializing SSH client: timed out while initiating SSH connection',
  ],
  [
    'fleet.etcd',
    'Error retrieving list of active machines from fleet API (googleapi: Error 503: fleet server unable to communicate with etcd)\nPossible issues:\n  etcd is unhealthy and/or lost quorum\n  connection cannot be established to any etcd servers',
  ],
  [
    'fleet.etcd',
    'Error retrieving list of active machines from fleet API (client: etcd cluster is unavailable or misconfigured; error #0: dial tcp 127.0.0.1:2399: connect: connection refused\n)',
  ],
  [
    'fleet.unreachable',
    'Error retrieving list of active machines from fleet API (Get "http://domain-sock/fleet/v1/machines?alt=json": dial unix /var/run/fleet.sock: connect: no such file or directory)',
  ],
  [
    'unit.unknown',
    'Error creating units: unable to find Unit(nope.service) in Registry or on filesystem',
  ],
  ['unit.unknown', 'Units not found in registry'],
  [
    'unit.invalid',
    'Error creating units: failed getting Unit(units/bad.service) from file: unable to find end of section',
  ],
  [
    'unit.invalid',
    'Error creating units: unresolvable requirements: peer "a.service" matches conflict "*"',
  ],
  ['program.unsupported', 'cannot execute cmdFleet: unknown flag: --bogus'],
  ['program.missing', 'muster-agent: no program fleetctl'],
  ['fleet.unauthorized', 'muster-agent: refused key /key: UNPROTECTED PRIVATE KEY FILE!'],
  ['fleet.failed', 'something new'],
])('%s: %s', (code, stderr) => {
  expect(classify(stderr).code).toBe(code);
});

it('quotes the line that says what happened, not the ones around it', () => {
  const mismatch = [
    '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
    'Host key verification failed.',
    'Unable to initialize client: failed initializing SSH client: ssh: handshake failed: host key mismatch',
  ].join('\n');
  expect(classify(mismatch).said).toMatch(/^Unable to initialize client: .* host key mismatch$/);
});

it.each([
  'cannot execute cmdFleet: unknown flag: --bogus',
  'Units not found in registry',
  'WARNING: Unit hello.service in registry differs from local unit file units/hello.service. Add --replace to override.',
  "Warning: can not replace Unit(hello.service) in state 'launched', use the appropriate command",
])('takes for a failure what exits 0: %s', (stderr) => {
  expect(failed(0, stderr)).toBe(true);
});

it('takes a success for one, though fleetctl says so on standard error', () => {
  expect(failed(0, 'Successfully stopped units [hello.service].\n')).toBe(false);
  expect(failed(1, '')).toBe(true);
  expect(failed(undefined, '')).toBe(true);
});
