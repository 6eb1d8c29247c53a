#!/usr/bin/env bash
# An etcd of the cluster: `etcd.sh check|apply|undo NAME`, where NAME is a member's or `registry`,
# and PROGRAM its etcd. A member joins through the discovery URL in TOKEN, once: a data folder that
# is part of a cluster knows its members, and etcd looks at no token then.
. ./lib.sh

NAME=${2:?which one}
DATA=$STATE/$NAME
LOG=$STATE/$NAME.log
CLIENT=$(port "$NAME")
readonly NAME DATA LOG CLIENT

peer() { say "http://127.0.0.1:$(($(port "$1") + 1))"; }

# command_by WAY: sets COMMAND. WAY is `discovery`, or `existing`: to take the place of a lost member.
command_by() {
  local url=http://127.0.0.1:$CLIENT name all=()
  COMMAND=("$PROGRAM" --name="$NAME" --data-dir="$DATA" --logger=zap
    --listen-client-urls="$url" --advertise-client-urls="$url"
    --listen-peer-urls="$(peer "$NAME")" --initial-advertise-peer-urls="$(peer "$NAME")")
  for name in "${MEMBERS[@]}"; do all+=("$name=$(peer "$name")"); done
  case $NAME-$1 in
    registry-*) COMMAND+=(--enable-v2 --initial-cluster="registry=$(peer registry)") ;;
    *-discovery) COMMAND+=(--discovery="$TOKEN" --discovery-fallback=exit) ;;
    *-existing) COMMAND+=(--initial-cluster-state=existing --initial-cluster="$(IFS=,; say "${all[*]}")") ;;
  esac
}

# running: the pid of the process that was started with our data folder.
running() {
  local file
  for file in $(grep -lszxF "-e--data-dir=$DATA" /proc/[0-9]*/cmdline); do
    file=${file%/cmdline}
    [[ ! -O $file ]] || { say "${file#/proc/}"; return; }
  done
}

# as_wanted PID: it was started with the settings of today, either way.
as_wanted() {
  local way now
  now=$(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline") || return 1
  for way in discovery existing; do
    command_by "$way"
    [[ $now != "${COMMAND[*]} " ]] || return 0
  done
  return 1
}

# ask PORT METHOD PATH [BODY]: the answer; nothing if there is none. No curl: it may not be there.
ask() {
  timeout 2 bash -c '
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf "%s %s HTTP/1.0\r\nContent-Length: %d\r\n\r\n%s" "$2" "$3" "${#4}" "$4" >&3
    cat <&3' ask "$1" "$2" "$3" "${4:-}" 2>/dev/null || true
}

# A member that answers has found its cluster. Whether that has a quorum is for etcd.health to say.
answers() { [[ $(ask "$CLIENT" GET /version) == *'"etcdserver":'* ]]; }

check() {
  local pid
  pid=$(running)
  [[ -n $pid ]] || absent "$NAME does not run$(bootstrapped "$NAME" || say ' and has no data')"
  as_wanted "$pid" || absent "$NAME (pid $pid) runs with other settings"
  bootstrapped "$NAME" || absent "$NAME (pid $pid) has no data in $DATA"
  answers || absent "$NAME (pid $pid) does not answer on port $CLIENT"
}

# stop SIGNAL
stop() {
  local pid try
  for ((try = 0; try < 100; try++)); do
    pid=$(running)
    [[ -n $pid ]] || return 0
    if ((try == 0)); then kill -s "$1" "$pid" 2>/dev/null || true; fi
    if ((try == 50)); then kill -KILL "$pid" 2>/dev/null || true; fi
    sleep 0.1
  done
  die "$NAME (pid $pid) does not end, not even by SIGKILL. Look what it waits for: cat /proc/$pid/stack"
}

# await SECONDS: it answers, before it ends and in time.
await() {
  local until=$((SECONDS + $1))
  until answers; do
    ((SECONDS < until)) && [[ -n $(running) ]] || return 1
    sleep 0.1
  done
}

start() {
  local port
  for port in "$CLIENT" $((CLIENT + 1)); do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null ||
      die "Port $port of 127.0.0.1, for $NAME, is taken by another program. Choose eight others (--input port=PORT), or stop that program."
  done
  say "starting $NAME"
  setsid --fork env -i --chdir=/ PATH="$PATH" HOME="$HOME" LANG=C.UTF-8 "${COMMAND[@]}" \
    </dev/null >"$LOG" 2>&1 9>&-
  sleep 0.2   # until setsid and env became etcd
  await 30 || {
    tail -n 5 "$LOG" | cut -c1-400 >&2
    die "$NAME did not come up. Its last lines are above, all of them in $LOG."
  }
}

# registered: the token was used by a member of this name.
registered() { [[ $(ask "$(port registry)" GET "/${TOKEN#http://*/}") == *"\"value\":\"$NAME="* ]]; }

# cluster: what the other members say of the members; nothing if none of them is part of a cluster.
cluster() {
  local name
  for name in "${MEMBERS[@]}"; do
    [[ $name != "$NAME" ]] && bootstrapped "$name" || continue
    ask "$(port "$name")" POST /v3/cluster/member/list '{}' | grep -o '{"ID":[^}]*}' && return
    say 'no answer'
  done
}

# replace: how a person gives the lost place to a new member; the token does not.
replace() {
  local id ctl=${PROGRAM%/*}/etcdctl name others=()
  for name in "${MEMBERS[@]}"; do [[ $name == "$NAME" ]] || others+=("$name=http://127.0.0.1:$(port "$name")"); done
  [[ -x $ctl ]] || ctl=etcdctl
  id=$(sed -n 's/.*"ID":"\([0-9]*\)".*/\1/p' <<<"$1")
  [[ -z $id ]] || id=$(printf %x "$id")
  printf '%s\n' "  $ctl --endpoints=${others[0]#*=} member remove ${id:-ID}" \
    "  $ctl --endpoints=${others[0]#*=} member add $NAME --peer-urls=$(peer "$NAME")" >&2
  die "$NAME lost its data ($DATA) while others live, and its token works once for each member. Give its place to a new one by the two commands above, and resume; or take the cluster down and up again, without its keys."
}

# way: sets WAY, how a member without data joins; ends where only a person can help it.
way() {
  local all own
  WAY=discovery
  bootstrapped "$NAME" && return
  all=$(cluster)
  own=$(grep -F "\"$(peer "$NAME")\"" <<<"$all" | head -n 1 || true)
  # Added by hand, in place of the lost one, and not started yet.
  [[ -z $own || $own == *'"name":'* ]] || { WAY=existing; return; }
  [[ -z $all ]] || replace "$own"
  ! registered || die "A bootstrap of $NAME broke off, and its token works once. Resume: that takes a new token."
}

# same_ports: the cluster in this folder was made on these; its members know each other by them.
same_ports() {
  local name
  [[ -e $STATE/user-data ]] && ! grep -qF "$REGISTRY/" "$STATE/user-data" || return 0
  for name in "${MEMBERS[@]}"; do
    ! bootstrapped "$name" ||
      die "The cluster in $STATE was made on other ports than $PORT and on. Bring it up with those (--input port=PORT), or take it down first."
  done
}

apply() {
  local pid wait WAY
  mkdir -p "$STATE"
  exec 9>"$STATE/.$NAME.lock"
  flock 9
  same_ports
  pid=$(running)
  if [[ -n $pid ]] && as_wanted "$pid"; then
    # Without data it waits for the others to register: ended now, it could not come back.
    wait=5
    bootstrapped "$NAME" || wait=30
    ! await "$wait" || ! bootstrapped "$NAME" || return 0
  fi
  if [[ $NAME == registry ]]; then WAY=alone; else way; fi
  stop TERM
  bootstrapped "$NAME" || rm -rf "$DATA"
  command_by "$WAY"
  start
}

undo() {
  [[ -d $STATE ]] || return 0
  stop KILL   # its data go too
  rm -rf "$DATA" "$LOG" "$STATE/.$NAME.lock"
  [[ $NAME == registry ]] || return 0
  # The last to go. The folder may be one that a person chose: what is not ours stays.
  rm -f "$STATE/.user-data.lock"
  rmdir "$STATE" 2>/dev/null || say "$STATE holds other files and stays"
}

main "$@"
