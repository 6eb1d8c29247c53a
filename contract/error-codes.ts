/**
 * Every code a step can fail with. `retryable`: the same attempt may succeed a moment later, so the
 * step's `retry` applies. Otherwise the step is held at once: only a person can put it right.
 */
export const errorCodes = {
  'input.invalid': {
    retryable: false,
    meaning: 'a value the step was given does not fit its schema',
  },
  'outputs.invalid': {
    retryable: false,
    meaning: 'the step wrote outputs that were not declared or do not fit',
  },
  'outputs.too-large': {
    retryable: false,
    meaning: 'the outputs are over 64 KiB, or those of the run over what it can carry',
  },
  'inputs.too-large': {
    retryable: false,
    meaning: 'what a step is given, or the items of a for-each, is more than a run can carry',
  },
  'secret.in-output': {
    retryable: false,
    meaning: 'an output holds a secret of its run: outputs are kept readable in the history',
  },
  'secret.missing': { retryable: false, meaning: 'a declared secret has no value on this worker' },
  'secret.invalid': {
    retryable: false,
    meaning: 'the file of secrets has a line that could be read in more than one way',
  },
  'secret.too-short': {
    retryable: false,
    meaning: 'a secret has one to three characters: too few to be hidden in logs',
  },
  'file.missing': {
    retryable: false,
    meaning: 'a file the step reads does not exist or cannot be read',
  },
  'file.differs': { retryable: false, meaning: 'a file is not the one the plan was made with' },
  'file.unwritable': {
    retryable: false,
    meaning: 'a file cannot be written (permission, disk full)',
  },
  'template.invalid': {
    retryable: false,
    meaning: 'a template lacks or does not know a placeholder',
  },
  'program.missing': { retryable: false, meaning: 'a program is not installed' },
  'program.unsupported': { retryable: false, meaning: 'a program has a version that cannot serve' },
  'program.failed': { retryable: true, meaning: 'a program ended with an error' },
  'look.failed': { retryable: true, meaning: 'the state could not be checked' },
  'verify.failed': { retryable: true, meaning: 'applied, but not seen to hold within the window' },
  'outcome.unknown': {
    retryable: false,
    meaning: 'the worker was lost while a step without a check ran',
  },
  'inputs.changed': {
    retryable: false,
    meaning: 'a step without a check was done, but what it reads is different now',
  },
  'step.changed': {
    retryable: false,
    meaning: 'a step without a check was done, but its definition is different now',
  },
  'worker.lost': { retryable: true, meaning: 'the worker was lost while the step ran' },
  'step.timeout': { retryable: true, meaning: 'the attempt did not end within its timeout' },
  'step.failed': { retryable: true, meaning: 'the step met an error that it does not know' },
  'lock.busy': { retryable: true, meaning: 'another process holds the lock' },
  'step.unknown': { retryable: false, meaning: 'the worker does not know the step type' },
  'payload.refused': {
    retryable: false,
    meaning: 'a task that was not written for this run, or a second time: somebody else sent it',
  },
  'registry.unreachable': { retryable: true, meaning: 'the discovery service does not answer' },
  'registry.reply': {
    retryable: true,
    meaning: 'the discovery service answered something that is no token',
  },
  'token.conflict': {
    retryable: false,
    meaning: 'machines exist, but the token in the file cannot be theirs',
  },
  'vagrant.vagrantfile': { retryable: false, meaning: 'the Vagrantfile cannot be loaded' },
  'vagrant.provider': {
    retryable: false,
    meaning: 'the Vagrant provider cannot be used on this computer',
  },
  'vagrant.box': { retryable: true, meaning: 'the box cannot be had' },
  'vagrant.locked': {
    retryable: true,
    meaning: 'another Vagrant works on a machine of this folder',
  },
  'vagrant.boot': { retryable: true, meaning: 'a machine did not finish booting' },
  'vagrant.network': {
    retryable: false,
    meaning: "the provider does not allow the machines' addresses",
  },
  'vagrant.failed': { retryable: true, meaning: 'Vagrant ended with another error' },
  'machine.foreign': {
    retryable: false,
    meaning: 'a machine of that name belongs to another folder',
  },
  'machine.stuck': {
    retryable: false,
    meaning: 'a machine is in a state that only a person can mend',
  },
  'member.replace': {
    retryable: false,
    meaning: 'a member was destroyed and cannot rejoin through its token',
  },
  'fleet.unreachable': { retryable: true, meaning: 'no tunnel answers' },
  'fleet.unauthorized': {
    retryable: false,
    meaning: 'the machine does not accept the key, or its host key changed',
  },
  'fleet.etcd': { retryable: true, meaning: 'fleet cannot reach its etcd' },
  'fleet.failed': { retryable: true, meaning: 'fleetctl ended with another error' },
  'unit.invalid': { retryable: false, meaning: 'a unit file cannot be parsed' },
  'unit.unknown': { retryable: false, meaning: 'fleet does not know the unit' },
  'unit.unplaceable': {
    retryable: false,
    meaning: 'no machine may run the unit (X-Conflicts, metadata)',
  },
  'unit.failed': { retryable: true, meaning: 'systemd says the unit failed' },
  'etcd.unreachable': { retryable: true, meaning: 'no endpoint of etcd answers' },
  'etcd.api': { retryable: false, meaning: 'etcd does not speak the API the step needs' },
  'http.unreachable': { retryable: true, meaning: 'the address does not answer' },
} as const satisfies Record<string, { retryable: boolean; meaning: string }>;

export type ErrorCode = keyof typeof errorCodes;
