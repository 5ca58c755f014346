#!/usr/bin/env bash
# Makes one base image from Debian's packages and pushes it to a local registry.
#
#   bash scripts/bootstrap-image.sh SUITE|SUITE-i386|busybox REGISTRY WORKDIR NAME:TAG...
#
# Needs root. with-engines.sh runs it in a mount and PID namespace of its own, so that whatever ends it leaves neither a
# process nor a mount behind.
set -euo pipefail

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
what=$1 registry=$2 work=$3
shift 3
names=("$@")
mirror=${DOX_DEV_MIRROR:-http://deb.debian.org/debian}
security=${DOX_DEV_SECURITY_MIRROR:-http://deb.debian.org/debian-security}
root=$work/root
architecture=amd64

# What Docker Hub's Debian images set, so that what is tested here behaves like them: packages start no services, apt
# keeps no archives and no translations, dpkg skips documentation and does not wait for the disk.
configure_like_the_hub() {
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  cat >"$root/etc/apt/apt.conf.d/docker-clean" <<-'END'
	DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
	APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
	Dir::Cache::pkgcache "";
	Dir::Cache::srcpkgcache "";
	END
  echo 'Acquire::Languages "none";' >"$root/etc/apt/apt.conf.d/docker-no-languages"
  echo 'force-unsafe-io' >"$root/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
  cat >"$root/etc/dpkg/dpkg.cfg.d/docker" <<-'END'
	path-exclude /usr/share/doc/*
	path-include /usr/share/doc/*/copyright
	path-exclude /usr/share/info/*
	path-exclude /usr/share/locale/*
	path-exclude /usr/share/man/*
	END
}

write_sources() {
  local suite=$1
  {
    echo "deb $mirror $suite main"
    echo "deb $mirror $suite-updates main"
    echo "deb $security $suite-security main"
  } >"$root/etc/apt/sources.list"
}

# Removes what an image need not carry, and what debootstrap took over from this machine or from this moment.
slim_down() {
  find "$root/usr/share/doc" -mindepth 1 ! -type d ! -name copyright -delete
  find "$root/usr/share/doc" -mindepth 1 -type d -empty -delete
  rm -rf "$root"/usr/share/{info,locale,man}/* "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/* \
    "$root"/var/cache/ldconfig/aux-cache "$root"/var/cache/debconf/*-old "$root"/var/lib/dpkg/*-old \
    "$root"/debootstrap "$root"/tmp/* "${root:?}"/dev/* "$root"/etc/hostname "$root"/etc/resolv.conf
  find "$root/var/log" -type f -delete
  : >"$root/etc/machine-id"
}

# SUITE of this machine's architecture, which is amd64, or SUITE-i386, whose programs an amd64 machine runs as they are.
bootstrap_debian() {
  local suite=${1%-i386} options=()
  if [[ $1 == *-i386 ]]; then options=(--arch=i386) architecture=386; fi
  debootstrap --variant=minbase "${options[@]}" "$suite" "$root" "$mirror"
  # The day Debian made this state of the suite: the image's date, and the latest date any file in it has.
  created=$(date -u +%Y-%m-%dT%H:%M:%SZ -d "$(sed -n 's/^Date: //p' "$root"/var/lib/apt/lists/*Release | head -n 1)")
  configure_like_the_hub
  write_sources "$suite"
  slim_down
  command='["bash"]'
}

# The busybox binary of Debian's busybox-static with a link for each of its programs. The package is only unpacked: to
# install it would replace the busybox that this machine may need to boot.
bootstrap_busybox() {
  mkdir -p "$work/deb" "$root"/{bin,dev,etc,home,proc,root,sys,tmp,usr/bin,var/tmp}
  (
    cd "$work/deb"
    download=(apt-get -qq -o APT::Sandbox::User=root download busybox-static)
    "${download[@]}" || { apt-get -qq update && "${download[@]}"; }
    dpkg-deb -x busybox-static_*.deb .
  )
  cp "$work/deb/bin/busybox" "$root/bin/busybox"
  local program
  for program in $("$root/bin/busybox" --list); do
    [[ $program == busybox ]] || ln -s busybox "$root/bin/$program"
  done
  ln -s ../../bin/busybox "$root/usr/bin/env"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  echo 'root:x:0:' >"$root/etc/group"
  chmod 1777 "$root/tmp" "$root/var/tmp"
  chmod 700 "$root/root"
  created=$(date -u +%Y-%m-%dT%H:%M:%SZ -r "$work/deb/bin/busybox")
  command='["sh"]'
}

rm -rf "$work"
mkdir -p "$root"
if [[ $what == busybox ]]; then bootstrap_busybox; else bootstrap_debian "$what"; fi
tar -C "$root" --create --sort=name --numeric-owner --clamp-mtime --mtime="$created" . |
  TMPDIR=$work node "$scripts/push-image.mjs" --registry "$registry" --created "$created" --cmd "$command" \
    --architecture "$architecture" "${names[@]}"
rm -rf "$work"
