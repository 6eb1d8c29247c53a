# shellcheck shell=bash
# Processes that outlive the step: NAME is known by $STATE/NAME.pid, which holds pid, start time and
# boot, so that a later process with the same number is never taken for it. The script that sources
# this has command_of NAME, which sets COMMAND to what the process is started with.

# identity PID: what tells this process from a later one with its number; nothing if it is no more.
identity() {
  local stat boot
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  stat=${stat##*) }
  [[ $stat != Z* ]] || return 0
  read -r boot </proc/sys/kernel/random/boot_id
  say "$1 $(cut -d' ' -f20 <<<"$stat") $boot"
}

# running NAME: the pid of our process of that name, if it is there.
running() {
  local pid='' rest
  [[ ! -s $STATE/$1.pid ]] || read -r pid rest <"$STATE/$1.pid"
  [[ -z $pid || $(identity "$pid") != "$pid $rest" ]] || say "$pid"
}

# as_wanted NAME PID: it was started with the command of today.
as_wanted() {
  command_of "$1"
  [[ $(tr '\0' ' ' <"/proc/$2/cmdline" 2>/dev/null) == "${COMMAND[*]} " ]]
}

# stop NAME
stop() {
  local pid try
  pid=$(running "$1")
  if [[ -n $pid ]]; then
    kill "$pid" 2>/dev/null || true
    for ((try = 0; try < 50; try++)); do
      [[ -n $(running "$1") ]] || break
      sleep 0.1
    done
    [[ -z $(running "$1") ]] || kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -f "$STATE/$1.pid"
}
