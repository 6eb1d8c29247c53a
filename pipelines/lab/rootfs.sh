#!/usr/bin/env bash
# The machine's root file system and the Vagrant box of it: base, plus fleet, the users core and
# vagrant, the image of the app, and the files of overlay/. Nothing of one lab (prefix, bridge,
# subnet) is in it: the same box serves every lab.
. ./lib.sh

check() {
  local folder
  folder=$CACHE/$(rootfs_name)
  [[ -e $folder/coreos.box ]] || absent "not made: $folder"
  intact "$folder" || absent "damaged: $folder"
}

# image ROOT: what `docker import` makes shrikrishna/code.it of, there being no registry to pull from.
image() {
  mkdir -p image/bin image/www
  cp "$1/bin/busybox" image/bin/busybox
  ln -s busybox image/bin/httpd
  ln -s busybox image/bin/sh
  say '<h1>code.it</h1>' >image/www/index.html
  install -d "$1/opt"
  tar -C image --owner=0 --group=0 -cf "$1/opt/codeit.tar" .
  rm -rf image
}

# users ROOT: core and vagrant, let in with Vagrant's well-known key, as in every box for development.
users() {
  local user
  for user in core vagrant; do
    chroot "$1" useradd -m -s /bin/bash "$user"
    install -d -m 700 "$1/home/$user/.ssh"
    cat /usr/share/rubygems-integration/all/gems/vagrant-[0-9]*/keys/vagrant.pub >"$1/home/$user/.ssh/authorized_keys"
    chmod 600 "$1/home/$user/.ssh/authorized_keys"
    chroot "$1" chown -R "$user:$user" "/home/$user/.ssh"
    say "$user ALL=(ALL) NOPASSWD: ALL" >"$1/etc/sudoers.d/$user"
    chmod 440 "$1/etc/sudoers.d/$user"
  done
  chroot "$1" usermod -aG docker core
}

# services ROOT: Debian's etcd.service goes before the overlay's etcd2.service comes, as that name is
# its alias; timers and what needs devices stay off.
services() {
  chroot "$1" systemctl -q disable etcd.service
  chroot "$1" systemctl -q mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service \
    fstrim.timer dpkg-db-backup.timer systemd-udevd.service systemd-udev-trigger.service \
    systemd-modules-load.service getty.target console-getty.service
  tar -C "$HERE/overlay" --owner=0 --group=0 --mode='u=rwX,go=rX' -c . | tar -C "$1" -x
  chroot "$1" systemctl -q enable ssh-keys.service names.service user-data.path codeit-image.service
}

customise() {
  local root=rootfs fleet uid
  # Quick where they are whole; what was damaged since their steps is made again.
  (cd "$HERE" && ./base.sh apply && ./fleet.sh apply)
  fleet=$CACHE/$(fleet_name)
  mkdir "$root"
  tar -C "$root" --numeric-owner --xattrs -I zstd -xf "$CACHE/$(base_name)/base.tar.zst"
  image "$root"
  users "$root"
  printf 'UseDNS no\nPubkeyAcceptedAlgorithms +ssh-rsa\n' >"$root/etc/ssh/sshd_config.d/lab.conf"
  install -m 755 "$fleet/fleetd" "$fleet/fleetctl" "$root/usr/bin/"
  services "$root"
  # Programs of docker.io and containerd that nothing here calls: each machine unpacks the box.
  rm -f "$root"/usr/bin/{ctr,containerd-shim,containerd-shim-runc-v1} "$root"/usr/sbin/{dnet,ovrouter}
  # What tells one machine from another comes at its first boot.
  rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/hostname" "$root/var/lib/dbus/machine-id"
  : >"$root/etc/machine-id"
  say '127.0.0.1 localhost' >"$root/etc/hosts"
  mkdir -p "$root/var/lib/coreos-vagrant"
  uid=$(chroot "$root" id -u etcd):$(chroot "$root" id -g etcd)
  install -d -o "${uid%:*}" -g "${uid#*:}" -m 700 "$root/var/lib/etcd2"
  pack "$root"
}

# pack ROOT: the box. Its metadata.json says what it was made of, so that the box in Vagrant can be
# told from another one, and its sums.
pack() {
  # ./rootfs: vagrant-lxc strips two components
  tar --numeric-owner --xattrs -I 'gzip -1' -cf rootfs.tar.gz "./$1"
  cp "$HERE/box/lxc-config" lxc-config
  printf '{"provider":"lxc","version":"1.0.0","made_of":"%s","rootfs":"%s","config":"%s"}\n' \
    "$(rootfs_name)" "$(sha256sum <rootfs.tar.gz | cut -d' ' -f1)" \
    "$(sha256sum <lxc-config | cut -d' ' -f1)" >metadata.json
  tar -cf coreos.box metadata.json lxc-config rootfs.tar.gz
  rm -rf --one-file-system "$1" rootfs.tar.gz lxc-config metadata.json
}

apply() { build "$(rootfs_name)" customise; }

main "$@"
