#!/usr/bin/env bash
# The Debian packages of host.packages, as the configured mirrors have them. Never removed.
. ./lib.sh

POLICY=/usr/sbin/policy-rc.d
MARK='# muster lab: services stay off while its packages are installed'
LIST=$(grep -v '^#' host.packages)

# wanting: the packages that are not installed, or have lost the command that is wanted of them.
wanting() {
  local states package thing
  # dpkg-query ends with 1 where a package is unknown, which is an answer
  # shellcheck disable=SC2046,SC2086
  states=$(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' $(cut -d' ' -f1 <<<"$LIST") 2>/dev/null || (($? == 1)))
  while read -r package thing; do
    if [[ $'\n'$states != *$'\n'"$package ii"* ]]; then
      say "$package"
    elif [[ $thing == /* ]]; then
      [[ -e $thing ]] || say "$package"
    else
      has "$thing" || say "$package"
    fi
  done <<<"$LIST"
}

# ours: the file that keeps services off is there and is ours.
ours() { [[ -f $POLICY ]] && grep -qxF "$MARK" "$POLICY"; }

check() {
  local missing
  missing=$(wanting)
  [[ -z $missing ]] || absent "not installed: ${missing//$'\n'/ }"
  ! ours || absent "$POLICY of an interrupted installation is still there"
}

# wait_for_apt COMMAND...: apt waits for dpkg's lock but not for the one on its lists.
wait_for_apt() {
  local log try
  log=$(mktemp)
  for ((try = 1; ; try++)); do
    if "$@" 2> >(tee "$log" >&2); then
      rm -f "$log"
      return
    fi
    grep -q 'Could not get lock' "$log" && ((try < 60)) || break
    say 'apt is busy with something else, waiting'
    sleep 5
  done
  rm -f "$log"
  return 1
}

apply() {
  local missing new service
  local -a apt=(apt-get -y -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold)
  export DEBIAN_FRONTEND=noninteractive
  missing=$(wanting)
  if [[ -n $missing ]]; then
    # Installing a package must not start its service (an etcd on 2379). A policy that is there stays.
    if [[ ! -e $POLICY ]]; then
      printf '#!/bin/sh\n%s\nexit 101\n' "$MARK" >"$POLICY.$$"
      chmod 755 "$POLICY.$$"
      mv -T "$POLICY.$$" "$POLICY"
    fi
    trap '! ours || rm -f "$POLICY"' EXIT
    new=
    for service in etcd-server:etcd lxc:lxc-net; do
      [[ -n $(dpkg-query -W -f '${Version}' "${service%:*}" 2>/dev/null) ]] || new+=" ${service#*:}.service"
    done
    wait_for_apt "${apt[@]}" update || say 'apt-get update failed, going on with the lists that are there'
    # An installation that was interrupted before is brought to its end first.
    [[ -z $(dpkg --audit) ]] || dpkg --configure -a --force-confdef --force-confold
    # --reinstall: also what is installed but has lost its command
    # shellcheck disable=SC2086
    "${apt[@]}" install --no-install-recommends --reinstall $missing ||
      die "apt-get could not install: ${missing//$'\n'/ }. Its lines above say why; the mirrors are those of /etc/apt."
    # The services of what is new here do not start at the next boot either; a person's own are left alone.
    # shellcheck disable=SC2086
    [[ -z $new ]] || ! has systemctl || systemctl -q disable $new || true
  fi
  ! ours || rm -f "$POLICY"
}

main "$@"
