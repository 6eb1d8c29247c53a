#!/usr/bin/env bash
# The etcd discovery service on the bridge, and the etcd (v2 API on, loopback only) that keeps its
# tokens. Two processes of this lab, known by pid, start time and boot; data, pids and logs in $STATE.
. ./lib.sh
. ./daemon.sh

URL=http://$ADDRESS:$DISCOVERY_PORT
STORE=http://127.0.0.1:$ETCD_PORT
PEER=http://127.0.0.1:$((ETCD_PORT + 1))

# What a person reads of etcd and discovery.
declare -A CALLED=([etcd]='etcd of the discovery service' [discovery]='discovery service')

# command_of NAME: sets COMMAND.
command_of() {
  case $1 in
    etcd) COMMAND=(etcd --enable-v2 --name registry --data-dir "$STATE/etcd"
      --listen-client-urls "$STORE" --advertise-client-urls "$STORE"
      --listen-peer-urls "$PEER" --initial-advertise-peer-urls "$PEER" --initial-cluster "registry=$PEER") ;;
    discovery) COMMAND=(discovery.etcd.io --addr "$ADDRESS:$DISCOVERY_PORT" --etcd "$STORE" --host "$URL") ;;
  esac
}

# listener HOST:PORT: the pid and name of what listens there.
listener() {
  ss -Hltnp "src = $1 or src = 0.0.0.0:${1##*:} or src = [::]:${1##*:}" |
    sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\2 \1/p' | head -n 1
}

get() { curl --silent --noproxy '*' --max-time 2 "$@" || true; }
store_answers() { [[ $(get "$STORE/health") == *'"health":"true"'* ]]; }

# service_answers: a token that cannot be gets the registry's own answer, through the service and
# from the etcd behind it, and nothing is written (asking for /new would make a token each time).
service_answers() {
  local reply
  reply=$(get -w '%{http_code}' "$URL/00000000000000000000000000000000")
  [[ $reply == *'"errorCode":100'*404 ]]
}

check() {
  local name pid addresses
  has etcd && has discovery.etcd.io && has curl && has ip || absent 'etcd, etcd-discovery, curl or iproute2 is not installed'
  # Asked first: a request to an address that is not here would leave this computer.
  addresses=$(ip -4 -o address show dev "$BRIDGE" 2>/dev/null || true)
  [[ $addresses == *" $ADDRESS/"* ]] || absent "$BRIDGE with $ADDRESS is not there"
  for name in etcd discovery; do
    pid=$(running "$name")
    [[ -n $pid ]] || absent "the ${CALLED[$name]} does not run"
    as_wanted "$name" "$pid" || absent "the ${CALLED[$name]} (pid $pid) runs with other settings"
  done
  [[ -d $STATE/etcd/member ]] || absent "the data of the ${CALLED[etcd]} is gone: $STATE/etcd"
  store_answers || absent "the ${CALLED[etcd]} does not answer at $STORE"
  service_answers || absent "the discovery service at $URL does not answer"
  output registry "$URL"
}

# serve NAME: becomes that process. Its pid is on disk before it is anything else, so none gets lost.
serve() {
  local user_path=$PATH
  identity $$ >"$STATE/$1.pid.new"
  mv -T "$STATE/$1.pid.new" "$STATE/$1.pid"
  command_of "$1"
  cd /
  exec env -i PATH="$user_path" HOME="$HOME" LANG=C.UTF-8 "${COMMAND[@]}"
}

# free NAME HOST:PORT INPUT: nothing else listens there. Our own process without its pid file is taken back.
free() {
  local pid name
  read -r pid name < <(listener "$2") || return 0
  [[ $pid != "$(running "$1")" ]] || return 0
  if as_wanted "$1" "$pid"; then
    identity "$pid" >"$STATE/$1.pid"
  else
    die "Port ${2##*:} of ${2%:*} is taken by $name (pid $pid), which is not this lab's. Choose another one (--input $3=PORT), or stop that process."
  fi
}

# ensure NAME ANSWERS: it runs, with the settings of today, and answers.
ensure() {
  local pid until
  pid=$(running "$1")
  if [[ -n $pid ]] && as_wanted "$1" "$pid"; then
    for ((until = SECONDS + 4; SECONDS < until; )); do
      ! "$2" || return 0
      sleep 0.1
    done
  fi
  [[ -z $pid ]] || say "ending the ${CALLED[$1]} that does not answer or has other settings (pid $pid)"
  stop "$1"
  say "starting the ${CALLED[$1]}"
  setsid --fork "$HERE/discovery.sh" serve "$1" </dev/null >"$STATE/$1.log" 2>&1 9>&-
  for ((until = SECONDS + 20; SECONDS < until; )); do
    ! "$2" || return 0
    sleep 0.1
    # a second for its pid to be on disk; then no pid means that it ended
    ((SECONDS < until - 18)) || [[ -n $(running "$1") ]] || break
  done
  tail -n 15 "$STATE/$1.log" >&2
  die "The ${CALLED[$1]} did not come up. Its last lines are above, all of them in $STATE/$1.log."
}

apply() {
  mkdir -p "$STATE"
  chmod 700 "$STATE"
  exec 9>"$STATE/.lock"
  flock 9
  free etcd "127.0.0.1:$ETCD_PORT" etcd-port
  free etcd "127.0.0.1:$((ETCD_PORT + 1))" etcd-port
  free discovery "$ADDRESS:$DISCOVERY_PORT" discovery-port
  [[ -d $STATE/etcd/member ]] || stop etcd
  ensure etcd store_answers
  ensure discovery service_answers
}

undo() {
  [[ -d $STATE ]] || return 0
  stop discovery
  stop etcd
  # Only what is ours: the folder may be one that a person chose.
  rm -rf "$STATE"/{etcd,{etcd,discovery}.{pid,pid.new,log},.lock}
  rmdir "$STATE" 2>/dev/null || say "$STATE holds other files and stays"
}

[[ ${1:-} != serve ]] || serve "$2"
main "$@"
