#!/usr/bin/env bash
# The Debian that the machines are made of: debootstrap's minbase with base.packages, as one archive.
# The suite is pinned, its point release is what the mirror has that day; the archive is kept until
# the list or this script changes. The .deb files stay in the cache for the next time.
. ./lib.sh

check() {
  local folder
  folder=$CACHE/$(base_name)
  [[ -e $folder/base.tar.zst ]] || absent "not made: $folder"
  intact "$folder" || absent "damaged: $folder"
}

# mirror: the one this computer's apt uses for the suite, if it is Debian; else debootstrap's default.
mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' "Codename: $SUITE" \
    'Component: main' 2>/dev/null | grep -E '^(https?|file):' | head -1 || true
}

bootstrap() {
  local uri proxy packages
  uri=$(mirror)
  packages=$(grep -v '^#' "$HERE/base.packages" | paste -sd,)
  # debootstrap downloads with wget, which does not know of apt's proxy
  eval "$(apt-config shell proxy Acquire::http::Proxy)"
  [[ -z ${proxy:-} ]] || export http_proxy=$proxy
  mkdir -p "$CACHE/debs"
  say "debootstrap $SUITE ${uri:+from apt\'s mirror}"
  # In a mount namespace of its own, so that what debootstrap mounts ends with it, killed or not.
  # shellcheck disable=SC2086
  unshare --mount --propagation private \
    debootstrap --variant=minbase --arch=amd64 --cache-dir="$CACHE/debs" --include="$packages" \
    --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$SUITE" root $uri || {
    tail -n 15 root/debootstrap/debootstrap.log >&2 || true
    die "debootstrap failed. Its lines above say why; the mirror is ${uri:-the default one}."
  }
  rm -rf root/var/cache/apt/archives/*.deb root/var/lib/apt/lists/* root/usr/share/doc root/usr/share/man \
    root/usr/share/locale root/usr/share/info
  tar -C root --numeric-owner --xattrs --one-file-system -I 'zstd -q -1 -T0' -cf base.tar.zst .
  rm -rf --one-file-system root
}

apply() { build "$(base_name)" bootstrap; }

main "$@"
