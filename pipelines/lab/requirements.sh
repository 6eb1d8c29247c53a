#!/usr/bin/env bash
# Can this computer host the lab? Looks only; there is nothing to make.
. ./lib.sh

# capable BIT: this process has the capability with that number.
capable() {
  local name value
  while read -r name value _; do
    [[ $name != CapEff: ]] || return $((1 - (0x$value >> $1 & 1)))
  done </proc/self/status
  return 1
}

# room PATH: MB free where PATH is or will be.
room() {
  local path=$1 blocks size
  until [[ -e $path ]]; do path=${path%/*}; path=${path:-/}; done
  read -r blocks size < <(stat -f -c '%a %S' "$path")
  say $((blocks * size / 1048576))
}

check() {
  local need free place
  [[ $(uname -s) == Linux ]] || absent "The lab needs Linux, this is $(uname -s). Use another provider than lxc (--input provider=virtualbox)."
  [[ $(uname -m) == x86_64 ]] || absent "The lab's machines are amd64, this computer is $(uname -m). Run it on an amd64 computer."
  has apt-get && has dpkg-query || absent 'The lab installs Debian packages, but there is no apt-get here. Run it on Debian 12.'
  [[ $(id -u) == 0 ]] || absent "The lab makes containers and a bridge and needs root, but runs as $(id -un). Run it as root (sudo)."
  capable 21 && capable 12 && capable 27 ||
    absent 'root here may not make containers (no CAP_SYS_ADMIN, CAP_NET_ADMIN or CAP_MKNOD). Run it outside of a container, or in one started with --privileged.'
  [[ -e /proc/self/ns/net && -e /proc/self/ns/pid && -e /proc/self/ns/mnt && -e /proc/self/ns/uts ]] ||
    absent 'This kernel has no namespaces for net, pid, mnt and uts. Use a kernel with LXC support, such as Debian'\''s.'
  [[ -e /sys/fs/cgroup/cgroup.controllers || -d /sys/fs/cgroup/devices ]] ||
    absent 'No cgroups at /sys/fs/cgroup. Mount them (Debian with systemd does; else the package cgroupfs-mount).'
  # Before the root file system is made: base, box, .deb files and three machines. After: only what grows.
  need=4096
  [[ ! -e $CACHE/$(rootfs_name)/coreos.box ]] || need=512
  for place in "$CACHE" "$VAGRANT_HOME" /var/lib/lxc; do
    free=$(room "$place")
    ((free >= need)) || absent "$place has $free MB free, the lab needs $need MB. Free some, or give another place (--input cache=DIR)."
  done
}

# What a requirement asks for is done by a person; the check's words are the failure's.
apply() { exec "$0" check; }

main "$@"
