#!/usr/bin/env bash
# The bridge of this lab: the machines hang on it, this computer is .1 on it. Only what carries the
# lab's own names is touched: this bridge, and machines PREFIX-NN whose network is this bridge.
. ./lib.sh

NET=/sys/class/net
CONTAINERS=/var/lib/lxc

# setting FILE NAME: the value that holds in a container's config, the last one.
setting() { sed -n "s/^[[:space:]]*${2//./\\.}[[:space:]]*=[[:space:]]*//p" "$1" | tail -n 1; }

# machines [NAMES]: of this lab (or so named) and running on the bridge, a line each: name, its end of
# the veth pair here, address.
machines() {
  local names=${1:-$PREFIX-[0-9][0-9]} config name info link
  # shellcheck disable=SC2231  # the names are to be expanded
  for config in "$CONTAINERS"/$names/config; do
    [[ -e $config && $(setting "$config" lxc.net.0.link) == "$BRIDGE" ]] || continue
    name=${config%/config}
    name=${name##*/}
    info=$(lxc-info -n "$name" 2>/dev/null || true)   # gone since it was listed
    [[ $info =~ State:\ +RUNNING ]] || continue
    link=$(sed -n 's/^Link: *//p' <<<"$info")
    # between its start and its network a machine has no link yet
    [[ -z $link ]] || say "$name $link $(setting "$config" lxc.net.0.ipv4.address | cut -d/ -f1)"
  done
}

# detached: the machines whose link is not on the bridge.
detached() {
  local name link address master
  machines | while read -r name link address; do
    master=$(readlink "$NET/$link/master" || true)
    [[ ${master##*/} == "$BRIDGE" ]] || say "$name $link $address"
  done
}

# blocked: bridged packets pass this computer's firewall, which drops them (Docker does both).
RULE=(FORWARD -i "$BRIDGE" -o "$BRIDGE" -j ACCEPT)
blocked() {
  local policy
  [[ -e /proc/sys/net/bridge/bridge-nf-call-iptables && $(</proc/sys/net/bridge/bridge-nf-call-iptables) == 1 ]] || return 1
  policy=$(iptables -S FORWARD | head -n 1)
  [[ $policy == '-P FORWARD DROP' ]] && ! iptables -C "${RULE[@]}" 2>/dev/null
}

addresses() { ip -4 -o address show dev "$BRIDGE" | awk '{ print $4 }'; }

check() {
  local missing
  [[ -e $NET/$BRIDGE ]] || absent "there is no $BRIDGE"
  [[ -d $NET/$BRIDGE/bridge ]] || absent "$BRIDGE is no bridge"
  has ip && has lxc-info || absent 'iproute2 or lxc is not installed'
  (($(<"$NET/$BRIDGE/flags") & 1)) || absent "$BRIDGE is down"
  missing=$(addresses)
  [[ $'\n'$missing$'\n' == *$'\n'$ADDRESS/24$'\n'* ]] || absent "$BRIDGE does not have $ADDRESS/24"
  missing=$(detached | cut -d' ' -f1 | paste -sd' ')
  [[ -z $missing ]] || absent "not on $BRIDGE: $missing"
  ! blocked || absent "this computer's firewall keeps the machines of $BRIDGE apart"
  output bridge "$BRIDGE"
  output address "$ADDRESS"
}

# refuse: what stands in the way and is not this lab's.
refuse() {
  local other
  if [[ -e $NET/$BRIDGE ]]; then
    [[ -d $NET/$BRIDGE/bridge ]] ||
      die "$BRIDGE exists and is no bridge. Choose another name (--input bridge=NAME), or remove it: ip link del $BRIDGE"
    other=$(addresses | grep -vxF "$ADDRESS/24" | paste -sd' ' || true)
    [[ -z $other ]] ||
      die "$BRIDGE is there with the address $other: another lab's? Choose another name (--input bridge=NAME), or remove it: ip link del $BRIDGE"
  fi
  other=$(ip -4 -o address show to "$SUBNET.0/24" | awk -v own="$BRIDGE" '$2 != own { print $2 " (" $4 ")" }' | paste -sd' ')
  [[ -z $other ]] ||
    die "The network $SUBNET.0/24 is in use on $other. Choose another one (--input subnet=172.17.N), or take that interface down."
}

# reach ADDRESS: the machine's sshd takes a connection.
reach() { timeout 1 bash -c 'exec 3<>"/dev/tcp/$1/22"' reach "$1" 2>/dev/null; }

apply() {
  local -a octets
  local lost name link address try
  refuse
  # The same hardware address every time: machines that run remember it.
  IFS=. read -ra octets <<<"$SUBNET"
  [[ -e $NET/$BRIDGE ]] ||
    ip link add name "$BRIDGE" address "$(printf '02:6d:%02x:%02x:%02x:01' "${octets[@]}")" type bridge ||
    die "The kernel made no bridge $BRIDGE; ip's line above says why (modprobe bridge?)."
  ip address replace "$ADDRESS/24" dev "$BRIDGE"
  ip link set "$BRIDGE" up
  ! blocked || iptables -I "${RULE[@]}"
  # A bridge that was deleted and made again leaves the machines that ran on it without one.
  lost=$(detached)
  [[ -n $lost ]] || return 0
  while read -r name link address; do
    say "putting $name back on $BRIDGE"
    ip link set "$link" master "$BRIDGE"
    ip link set "$link" up
  done <<<"$lost"
  for ((try = 0; try < 10; try++)); do
    while read -r name link address; do
      ! reach "$address" || { say "$name answers"; return 0; }
    done <<<"$lost"
    sleep 0.5
  done
  die "Back on $BRIDGE, but on port 22 none answers: $(cut -d' ' -f1 <<<"$lost" | paste -sd' '). Look inside: lxc-attach -n NAME"
}

# strangers: what is on the bridge and is no machine of this lab; another's machine by its name.
strangers() {
  local own others port
  own=$(machines | cut -d' ' -f2)
  others=$(machines '*')
  for port in "$NET/$BRIDGE/brif"/*; do
    port=${port##*/}
    [[ ! -e $NET/$BRIDGE/brif/$port ]] || grep -qxF "$port" <<<"$own" ||
      awk -v link="$port" '$2 == link { name = $1 } END { print name ? name : link }' <<<"$others"
  done
}

undo() {
  local try left
  while iptables -C "${RULE[@]}" 2>/dev/null; do iptables -D "${RULE[@]}"; done
  [[ -e $NET/$BRIDGE ]] || return 0
  [[ -d $NET/$BRIDGE/bridge ]] || die "$BRIDGE is no bridge, so it is not this lab's: left alone."
  left=$(addresses | grep -vxF "$ADDRESS/24" | paste -sd' ' || true)
  [[ -z $left ]] || die "$BRIDGE has the address $left, so it is not this lab's: left alone. To remove it: ip link del $BRIDGE"
  # A machine's link outlives the machine by a moment.
  for ((try = 0; try < 30; try++)); do
    left=$(strangers | paste -sd' ')
    [[ -n $left ]] || break
    sleep 0.1
  done
  [[ -z $left ]] || die "On $BRIDGE are $left, not of this lab. Take them off or down first, or remove the bridge all the same: ip link del $BRIDGE"
  ip link delete "$BRIDGE" type bridge
}

main "$@"
