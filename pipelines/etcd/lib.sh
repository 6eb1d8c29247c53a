# shellcheck shell=bash
# What the scripts of this pipeline share: where its cluster lives, and how a check answers. They
# read their values from the CLUSTER_* variables that the pipeline sets.
set -euo pipefail
export LC_ALL=C
umask 077

PORT=${CLUSTER_PORT:-22379}
STATE=${CLUSTER_STATE:-$HOME/.local/state/muster-etcd/$PORT}
CACHE=${CLUSTER_CACHE:-$HOME/.cache/muster/etcd}
MEMBERS=(etcd-1 etcd-2 etcd-3)
REGISTRY=http://127.0.0.1:$((PORT + 6))/v2/keys/_etcd/registry
HERE=$(pwd)
# shellcheck disable=SC2034  # read by the scripts that source this
readonly PORT STATE CACHE MEMBERS REGISTRY HERE

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null; }

# A check answers 0 (holds) or 1 (does not hold, the last line says why) only through these two.
# Every other end of a check, an unexpected failure above all, is 2: could not look.
VERDICT=
holds() { VERDICT=0; exit 0; }
absent() { say "$*"; VERDICT=1; exit 1; }
verdict() { [[ $VERDICT == [01] ]] || exit 2; }

# port NAME: the client port; the next one is for its peers.
port() {
  case $1 in
    registry) say $((PORT + 6)) ;;
    *) say $((PORT + 2 * (${1#etcd-} - 1))) ;;
  esac
}

# bootstrapped NAME: it is part of a cluster. etcd makes the folder whole, once it knows the members.
wal() { say "$STATE/$1/member/wal"; }
bootstrapped() { [[ -d $(wal "$1") ]]; }

main() {
  case ${1:-} in
    check) trap verdict EXIT; check; holds ;;
    apply) apply ;;
    undo) undo ;;
    *) printf 'usage: %s check|apply|undo\n' "$0" >&2; exit 64 ;;
  esac
}
