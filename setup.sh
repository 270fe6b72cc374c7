#!/bin/sh
# Make a machine ready: system libraries, .venv, locked dependencies.
#   sh setup.sh         what leaflets need
#   sh setup.sh test    and what their tests need
# Safe to run again: when nothing is to do, it does nothing.
set -eu
cd "$(dirname "$0")"
mode=${1:-run}
case $mode in run | test) ;; *) echo "usage: sh setup.sh [test]" >&2; exit 2 ;; esac

has_library() { PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -q "$1"; }

missing=
need() { missing="$missing $1"; }
command -v python3 >/dev/null 2>&1 || need python3
has_library 'libpango-1\.0\.so\.0' || need libpango-1.0-0
has_library 'libpangoft2-1\.0\.so\.0' || need libpangoft2-1.0-0
has_library 'libharfbuzz-subset\.so\.0' || need libharfbuzz-subset0
if [ ! -x .venv/bin/python ] && ! python3 -c 'import ensurepip, venv' 2>/dev/null; then need python3-venv; fi
if [ "$mode" = test ]; then
  command -v java >/dev/null 2>&1 || need default-jre-headless
  [ -e /usr/share/java/jaxb-runtime.jar ] || need libjaxb-java
  command -v pdftotext >/dev/null 2>&1 || need poppler-utils
  command -v lou_translate >/dev/null 2>&1 || need liblouis-bin
  command -v chromium >/dev/null 2>&1 || need chromium
  has_library 'libzbar\.so\.0' || need libzbar0
fi

if [ -n "$missing" ]; then
  if ! command -v apt-get >/dev/null 2>&1; then
    {
      echo "These are missing (the names are Debian's; install them with your package manager):$missing"
      echo "On Fedora: dnf install pango harfbuzz; on macOS: brew install pango harfbuzz"
    } >&2
    exit 9
  fi
  as_root=
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
      echo "As root, run: apt-get update && apt-get install -y$missing" >&2
      exit 9
    fi
    as_root=sudo
  fi
  echo "installing$missing" >&2
  $as_root apt-get update -qq >&2
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
fi

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "python3 is $(python3 -V 2>&1); leaflets need Python 3.11 or newer" >&2
  exit 9
fi
[ -x .venv/bin/python ] || python3 -m venv .venv

install() { # lock file
  stamp=.venv/$1
  cmp -s "$1" "$stamp" && return
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r "$1" >&2
  cp "$1" "$stamp"
}
install requirements.lock
[ "$mode" = run ] || install requirements-test.lock
