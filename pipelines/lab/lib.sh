# shellcheck shell=bash
# What the lab's scripts share. Each script is `SCRIPT check|apply|undo`, reads its values from the
# LAB_* variables the pipeline sets, and defines the functions check, apply and (some) undo.
set -euo pipefail
export LC_ALL=C
umask 022

BRIDGE=${LAB_BRIDGE:-br-core}
PREFIX=${LAB_PREFIX:-core}
SUBNET=${LAB_SUBNET:-172.17.8}
BOX=${LAB_BOX:-coreos-alpha}
CACHE=${LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/muster/lab}
STATE=${LAB_STATE:-$HOME/.local/state/muster-lab/$BRIDGE}
DISCOVERY_PORT=${LAB_DISCOVERY_PORT:-8087}
ETCD_PORT=${LAB_ETCD_PORT:-12379}
ADDRESS=$SUBNET.1
VAGRANT_HOME=${VAGRANT_HOME:-$HOME/.vagrant.d}
SUITE=bookworm
HERE=$(pwd)
# What was installed into /usr/sbin counts too, whatever PATH the person has.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
# shellcheck disable=SC2034  # read by the scripts that source this
readonly BRIDGE PREFIX SUBNET BOX CACHE STATE DISCOVERY_PORT ETCD_PORT ADDRESS SUITE HERE

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# A check answers 0 (holds) or 1 (does not hold, the last line says why) only through these two.
# Every other end of a check, an unexpected failure above all, is 2: could not look.
VERDICT=
holds() { VERDICT=0; exit 0; }
absent() { say "$*"; VERDICT=1; exit 1; }
verdict() { [[ $VERDICT == [01] ]] || exit 2; }

has() { command -v "$1" >/dev/null; }

# output KEY VALUE: an output of the step.
output() { [[ -z ${MUSTER_OUTPUT:-} ]] || printf '%s=%s\n' "$1" "$2" >>"$MUSTER_OUTPUT"; }

# holds_now: the script's own check, in a shell of its own (set -e is off inside a condition).
holds_now() { MUSTER_OUTPUT='' "$HERE/${0##*/}" check >/dev/null 2>&1; }

# key NAME... : 16 hex digits that stand for the content of these files and folders of the lab (with
# their names, x bits and links), or for the word itself where there is no such file.
key() (
  cd "$HERE"
  for name in "$@"; do
    if [[ -e $name ]]; then
      find "$name" \( -type l -printf 'l %p %l\n' \) -o \( -type f -perm -u+x -printf 'x %p\n' \) -o \
        \( -type f -printf 'f %p\n' \) | sort
      find "$name" -type f -print0 | sort -z | xargs -0r sha256sum
    else
      say "$name"
    fi
  done | sha256sum | cut -c1-16
)

# An artefact is a folder of the cache, KIND-KEY, built aside and renamed into place whole. Its file
# `seal` has, for each file: sha256, size, mtime, name.
seal() {
  local file sum
  for file in "$@"; do
    sum=$(sha256sum <"$file")
    say "${sum%% *} $(stat -c '%s %.9Y' "$file") $file"
  done
}

# intact FOLDER: every sealed file is as it was sealed. A file that was not touched since is not read.
intact() {
  local sum size mtime file now
  [[ -s $1/seal ]] || return 1
  while read -r sum size mtime file; do
    [[ -f $1/$file ]] || return 1
    now=$(stat -c '%s %.9Y' "$1/$file")
    [[ $now != "$size $mtime" ]] || continue
    now=$(sha256sum <"$1/$file")
    [[ ${now%% *} == "$sum" ]] || return 1
  done <"$1/seal"
}

# build KIND-KEY FUNCTION: makes the artefact with FUNCTION, run in an empty folder. One at a time
# on this computer; what a killed build left is cleared away. Only the newest three of a kind stay.
build() {
  local name=$1 make=$2 new=$CACHE/.new-${1%-*} past=$CACHE/.old-${1%-*} old
  mkdir -p "$CACHE"
  exec 9>"$CACHE/.lock-${name%-*}"
  flock -n 9 || { say "waiting for another run that makes its ${name%-*}"; flock 9; }
  intact "$CACHE/$name" && return
  rm -rf --one-file-system "$new" "$past"
  mkdir "$new"
  cd "$new"
  "$make"
  # shellcheck disable=SC2046,SC2094  # names of our own making, seal left out
  seal $(find . -type f ! -name seal -printf '%P\n' | sort) >seal
  sync -f seal
  cd "$HERE"
  [[ ! -e $CACHE/$name ]] || mv -T "$CACHE/$name" "$past"
  mv -T "$new" "$CACHE/$name"
  rm -rf --one-file-system "$past"
  find "$CACHE" -maxdepth 1 -name "${name%-*}-*" -printf '%T@ %p\n' | sort -rn | tail -n +4 | cut -d' ' -f2- |
    while read -r old; do rm -rf --one-file-system "$old"; done
  exec 9>&-
}

# The names of the artefacts; what goes into a name is what makes the thing.
fleet_name() { say "fleet-$(key fleet fleet.sh)"; }
base_name() { say "base-$(key "$SUITE" base.sh base.packages)"; }
rootfs_name() { say "rootfs-$(key "$(base_name)" "$(fleet_name)" overlay box rootfs.sh)"; }

main() {
  case ${1:-} in
    check) trap verdict EXIT; check; holds ;;
    apply) apply ;;
    undo) undo ;;
    *) printf 'usage: %s check|apply|undo\n' "$0" >&2; exit 64 ;;
  esac
}
