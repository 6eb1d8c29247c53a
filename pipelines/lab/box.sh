#!/usr/bin/env bash
# The box under its name in Vagrant. Looked at on disk: `vagrant box list` takes half a second.
. ./lib.sh

SEEN=$CACHE/seen-$(key "$VAGRANT_HOME/$BOX")   # the sums of the box in Vagrant, when it was last whole

# metadata NAME: that field of the metadata.json read into $META.
metadata() { grep -o "\"$1\":\"[^\"]*\"" <<<"$META" | cut -d'"' -f4; }

# folder: where Vagrant keeps the box (later ones put the architecture in between).
folder() {
  local place
  for place in "$VAGRANT_HOME/boxes/$BOX"/*/lxc "$VAGRANT_HOME/boxes/$BOX"/*/*/lxc; do
    [[ ! -d $place ]] || say "$place"
  done
}

check() {
  local place META sum
  place=$(folder)
  [[ -n $place ]] || absent "Vagrant has no box $BOX for lxc"
  [[ $place != *$'\n'* ]] || absent "Vagrant has several versions of the box $BOX"
  [[ -f $place/metadata.json && -f $place/lxc-config && -f $place/rootfs.tar.gz ]] || absent "damaged: $place lacks files"
  META=$(<"$place/metadata.json")
  [[ $(metadata made_of) == "$(rootfs_name)" ]] || absent "the box $BOX in Vagrant is not the one that this folder makes"
  sum=$(sha256sum <"$place/lxc-config")
  [[ $(metadata config) == "${sum%% *}" ]] || absent "damaged: $place/lxc-config"
  if ! [[ -s $SEEN && $(<"$SEEN") == "$(stamp "$place")" ]]; then
    sum=$(sha256sum <"$place/rootfs.tar.gz")
    [[ $(metadata rootfs) == "${sum%% *}" ]] || absent "damaged: $place/rootfs.tar.gz"
  fi
  output box "$BOX"
}

# stamp FOLDER: stands for the file as it is; the same stamp means it was not touched.
stamp() { stat -c '%n %s %.9Y' "$1/rootfs.tar.gz"; }

apply() {
  local place
  export VAGRANT_HOME VAGRANT_CHECKPOINT_DISABLE=1
  mkdir -p "$CACHE" "$VAGRANT_HOME"
  exec 9>"$CACHE/.lock-box"
  flock 9
  if ! holds_now; then
    ./rootfs.sh check >/dev/null || ./rootfs.sh apply
    place=$(folder)
    [[ $place != *$'\n'* ]] || vagrant box remove --force --all --provider lxc "$BOX"
    # --force replaces; it is unpacked aside and moved into place by Vagrant
    vagrant box add --force --no-tty --name "$BOX" --provider lxc "$CACHE/$(rootfs_name)/coreos.box" 9>&-
    holds_now || die "Vagrant took the box, but: $(./box.sh check)"
  fi
  stamp "$(folder)" >"$SEEN.$$"
  mv -T "$SEEN.$$" "$SEEN"
}

main "$@"
