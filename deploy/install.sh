#!/bin/sh
# Installs Bluezone from this folder, without a network: install.sh --prefix /opt/bluezone --key release.pub
# The key is the public one, which came another way than this folder; --unsigned goes without. --no-switch leaves the
# version that runs. Each version has a folder of its own, so the one before stands beside for the way back.
# What is checked here, an install.sh that somebody changed does not check: docs/operating/install.md has two commands
# for before.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
prefix=/opt/bluezone
key=
unsigned=
switch=yes
python=${PYTHON:-python3}
refuse() { echo "install.sh: $1" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) prefix=${2:?}; shift 2 ;;
    --key) key=${2:?}; shift 2 ;;
    --unsigned) unsigned=yes; shift ;;
    --no-switch) switch=; shift ;;
    *) refuse "what is $1? --prefix DIR, --key FILE or --unsigned, --no-switch" ;;
  esac
done
if [ -n "$key" ]; then
  [ -f "$here/SHA256SUMS.sig" ] || refuse "this bundle carries no signature"
  openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in "$here/SHA256SUMS" -sigfile "$here/SHA256SUMS.sig" \
    > /dev/null 2>&1 || refuse "the signature is not of this key: install nothing, and ask whoever gave you the bundle"
elif [ -z "$unsigned" ]; then
  refuse "give --key FILE, the public key of whoever releases, or --unsigned"
fi
(cd "$here" && sha256sum --check --quiet --strict SHA256SUMS > /dev/null 2>&1) \
  || refuse "a file is not the one that was released"
listed=$(cut -c67- "$here/SHA256SUMS" | LC_ALL=C sort)
found=$(cd "$here" && find . ! -type d ! -path ./SHA256SUMS ! -path ./SHA256SUMS.sig | cut -c3- | LC_ALL=C sort)
[ "$listed" = "$found" ] || refuse "a file is here that was not released, or one is missing"
"$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
  || refuse "Python 3.11 or later is needed, with its venv (PYTHON names one)"
built=$(sed -n 's|^.\{66\}wheels/.*-cp3\([0-9]*\)-cp3[0-9]*-[^/]*\.whl$|3.\1|p' "$here/SHA256SUMS" | sort -u)
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
[ -z "$built" ] || [ "$built" = "$found" ] \
  || refuse "this bundle is for Python $built, and $python is $found: PYTHON=python$built names that one, if it is here"
version=$(sed -n 's/^bluezone==\([^ ]*\).*/\1/p' "$here/requirements.txt")
pip=$(sed -n 's|^.\{66\}\(wheels/pip-[^/]*\.whl\)$|\1|p' "$here/SHA256SUMS")
[ -n "$version" ] || refuse "the bundle does not say which version it is"
target=$prefix/versions/$version
mkdir -p "$prefix"
exec 9> "$prefix/.installing"  # whoever has it locked installs; it lets go by ending, however it ends
"$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2> /dev/null \
  || refuse "another installation is under way in $prefix: try again once it has ended"
if [ -s "$target/.installed" ] && ! cmp -s "$here/SHA256SUMS" "$target/.installed"; then
  [ "$(readlink "$prefix/current")" != "versions/$version" ] \
    || refuse "another bundle of version $version runs here: ask for one with a version of its own"
  refuse "another bundle of version $version is installed in $target: remove that folder first"
fi
if [ ! -s "$target/.installed" ]; then  # one without a word in it is what a power cut left of an earlier release's
  rm -rf "$target"
  mkdir -p "$prefix/versions"
  "$python" -m venv --without-pip "$target"
  PYTHONPATH=$here/$pip PIP_CONFIG_FILE=/dev/null PIP_REQUIRE_VIRTUALENV= \
    "$target/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-cache-dir \
    --find-links "$here/wheels" --require-hashes -r "$here/requirements.txt" \
    || refuse "the wheels could not be installed"
  mkdir -p "$target/share/bluezone"
  cp -R "$here/systemd" "$here/proxy" "$here/monitoring" "$here/fonts" "$here/guides" "$here/sbom.cdx.json" "$target/share/bluezone/"
  "$target/bin/bluezone" --help > /dev/null || refuse "what was installed does not run"
  [ -z "$key" ] || cp "$key" "$target/release.pub"  # by which `bluezone upgrade --to` believes the next bundle
  cp "$here/SHA256SUMS" "$target/.installed.new"
  # The disk keeps each step before the next one is made: where the power fails, what says that it is there is there.
  sync -f "$target"
  mv "$target/.installed.new" "$target/.installed"
  sync -f "$target"
fi
if [ -n "$switch" ]; then
  ln -sfn "versions/$version" "$prefix/.current.new"
  mv -T "$prefix/.current.new" "$prefix/current"
  sync -f "$prefix"
fi
echo "Bluezone $version is in $target$([ -n "$switch" ] && echo ", and runs as $prefix/current/bin/bluezone")"
