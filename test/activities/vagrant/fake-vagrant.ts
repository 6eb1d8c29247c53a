import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, testContext } from '../step-context.js';

/** Programs that play a folder of machines; what they write is shaped like the recordings. */
const vagrant = String.raw`
[ "$1" = --machine-readable ] && shift
echo "vagrant $*" >>"$W/calls"
verb=$1; shift
say() { printf '1,%s\n' "$*"; }
names=; provision=
for word; do case $word in
  --provision) provision=1;;
  --provider) skip=1;;
  -*) ;;
  *) if [ -n "$skip" ]; then skip=; else names="$names $word"; fi;;
esac; done
[ -n "$names" ] || names=$(ls "$W/machines")
for n in $names; do say "$n,metadata,provider,lxc"; done
for n in $names; do
  state=$(cat "$W/machines/$n")
  case $verb in
    status) say "$n,provider-name,lxc"; say "$n,state,$state";;
    ssh-config)
      if [ "$state" != running ]; then
        say ",error-exit,Vagrant::Errors::SSHNotReady,The machine is not yet ready for SSH."; exit 1
      fi
      say "$n,ssh-config,Host $n\n  HostName 10.0.0.$(printf %s "$n" | tail -c1)\n  User core\n  Port 22\n  IdentityFile /keys/one\n";;
    up|provision)
      say "$n,action,$verb,start"
      [ "$state" = not_created ] && provision=1
      [ "$verb" = provision ] && provision=1
      class=$([ -e "$W/fails/$n" ] && head -1 "$W/fails/$n")
      case $class in VagrantError|'')
        if [ -n "$provision" ]; then say "$n,ui,info,==> $n: Running provisioner: shell..."; fi;;
      esac
      if [ -n "$class" ]; then
        text=$(tail -n +2 "$W/fails/$n"); rm "$W/fails/$n"
        say ",error-exit,Vagrant::Errors::$class,$text"; exit 1
      fi
      mkdir -p ".vagrant/machines/$n/lxc"; echo "$n" >".vagrant/machines/$n/lxc/id"
      echo running >"$W/machines/$n"; rm -f "$W/silent/$n"
      [ -n "$provision" ] && touch "$W/provisioned/$n"
      say "$n,action,$verb,end";;
    halt) echo stopped >"$W/machines/$n";;
    destroy) echo not_created >"$W/machines/$n"; rm -rf ".vagrant/machines/$n" "$W/provisioned/$n";;
  esac
done
[ "$verb" = --version ] && echo "Vagrant $(cat "$W/version")"
exit 0`;

const ssh = `
shift $(($# - 2))
[ -e "$W/silent/$1" ] && exit 255
case $2 in *"test -e"*) [ -e "$W/provisioned/$1" ];; esac`;

const lxc = {
  'lxc-config': 'echo "$W/lxc"',
  'lxc-info': '[ -d "$W/lxc/$3" ] && cat "$W/lxc/$3/state"',
  'lxc-stop':
    'echo "lxc-stop $*" >>"$W/calls"; echo STOPPED >"$W/lxc/$3/state"; [ ! -e "$W/machines/$3" ] || echo stopped >"$W/machines/$3"',
  'lxc-destroy': 'echo "lxc-destroy $*" >>"$W/calls"; rm -rf "$W/lxc/$3"',
};

export interface FakeVagrant extends TestContext {
  /** HOME of the programs. */
  home: string;
  set(machine: string, state: string): Promise<void>;
  silence(machine: string): Promise<void>;
  /** The next `up` of the machine fails so; a VagrantError does after it began to provision. */
  fail(machine: string, errorClass: string, text: string): Promise<void>;
  /** A container that LXC knows. */
  container(name: string, state: string): Promise<void>;
  version(version: string): Promise<void>;
  /** Commands that change something, so far. */
  changes(): Promise<string[]>;
}

/** A folder with machines in these states, and the programs that play it. */
export async function fakeVagrant(machines: Record<string, string>): Promise<FakeVagrant> {
  const outer = await testContext();
  const world = join(outer.directory, 'world');
  const bin = join(world, 'bin');
  for (const name of ['machines', 'silent', 'provisioned', 'fails', 'bin', 'lxc']) {
    await mkdir(join(world, name), { recursive: true });
  }
  for (const [name, body] of Object.entries({ vagrant, ssh, ...lxc })) {
    await writeFile(join(bin, name), `#!/bin/bash\nW='${world}'\n${body}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const directory = join(outer.directory, 'cluster');
  await mkdir(directory);
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: outer.directory, LANG: 'C.UTF-8' };
  const context = await testContext({ directory, env });
  const set = async (machine: string, state: string): Promise<void> => {
    await writeFile(join(world, 'machines', machine), `${state}\n`);
    const own = join(directory, '.vagrant', 'machines', machine);
    if (state === 'not_created') return rm(own, { recursive: true, force: true });
    await mkdir(join(own, 'lxc'), { recursive: true });
    await writeFile(join(own, 'lxc', 'id'), machine);
    await writeFile(join(world, 'provisioned', machine), '');
  };
  for (const [name, state] of Object.entries(machines)) await set(name, state);
  await writeFile(join(world, 'version'), '2.3.4');
  return {
    ...context,
    ctx: { ...context.ctx, sleep: async () => {} },
    home: outer.directory,
    set,
    silence: (machine) => writeFile(join(world, 'silent', machine), ''),
    fail: (machine, errorClass, text) =>
      writeFile(join(world, 'fails', machine), `${errorClass}\n${text}`),
    container: async (name, state) => {
      await mkdir(join(world, 'lxc', name), { recursive: true });
      await writeFile(join(world, 'lxc', name, 'state'), state);
    },
    version: (version) => writeFile(join(world, 'version'), version),
    changes: async () => {
      const calls = await readFile(join(world, 'calls'), 'utf8').catch(() => '');
      return calls
        .split('\n')
        .filter((call) => call !== '' && !/^vagrant (status|ssh-config|--version)/.test(call));
    },
    remove: async () => {
      await context.remove();
      await outer.remove();
    },
  };
}
