/**
 * fleetctl's tunnel takes its key from an ssh agent only. This shell script gives one call an agent
 * of its own, with that key and no other: it starts and ends with the call (10 ms), lives in the
 * call's process group, so that whatever ends the call ends it too, and leaves the person's own
 * agent alone. The agent is waited for as long as it lives: the call's own time is the limit.
 * Usage: sh -c SCRIPT NAME KEY PROGRAM ARGUMENT...
 *
 * What it has to say itself it says on standard error, after {@link agentMark}.
 */
export const withAgent = `
key=$1; shift
say() { echo "muster-agent: $*" >&2; exit 1; }
for program in ssh-agent ssh-add; do
  command -v "$program" >/dev/null || say "no program $program"
done
command -v "$1" >/dev/null || say "no program $1"
[ -r "$key" ] || say "no key $key"
folder=$(mktemp -d) || say "no temporary folder"
agent=
trap '[ -z "$agent" ] || kill "$agent" 2>/dev/null; rm -rf "$folder"' EXIT
trap 'exit 143' TERM INT HUP
SSH_AUTH_SOCK=$folder/agent; export SSH_AUTH_SOCK
ssh-agent -D -a "$SSH_AUTH_SOCK" >/dev/null 2>"$folder/said" &
agent=$!
code=2
# 2: it cannot reach the agent, whose socket is there before it listens.
until [ -S "$SSH_AUTH_SOCK" ] &&
  { added=$(SSH_ASKPASS_REQUIRE=never ssh-add -q "$key" 2>&1 </dev/null); code=$?; [ $code -ne 2 ]; }; do
  kill -0 "$agent" 2>/dev/null || say "ssh-agent does not start: $(cat "$folder/said")"
  sleep 0.01
done
[ $code -eq 0 ] || say "refused key $key: $added"
"$@"
`;

/** Starts a line of the script's own. */
export const agentMark = 'muster-agent: ';
