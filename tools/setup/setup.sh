#!/bin/sh
#   setup.sh [PLATFORM...]
# Installs what the build needs and is missing: Debian packages of debian.txt, and of debian-PLATFORM.txt (needs root), Python packages of pypi.txt
# into build/venv.  Does nothing, and uses no network, when all is there.
set -eu
cd "$(dirname "$0")/../.."
list() { sed -e 's/#.*//' -e '/^ *$/d' "tools/setup/$1"; }

packages=$(for part in "" "$@"; do list "debian${part:+-$part}.txt"; done)
# shellcheck disable=SC2086 # a list of words is meant
present=$(dpkg-query -W -f '${Package} ${Status}\n' $packages 2>/dev/null | sed -n 's/ install ok installed$//p' | tr '\n' ' ')
missing=""
for package in $packages; do
    case " $present" in
        *" $package "*) ;;
        *) missing="$missing $package" ;;
    esac
done
if [ -n "$missing" ]; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "setup: Debian packages are missing; install them as root with: apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
    echo "setup: installing Debian packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of words is meant
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

stamp=build/venv/.installed
if ! cmp -s tools/setup/pypi.txt "$stamp"; then
    echo "setup: installing Python packages of tools/setup/pypi.txt into build/venv"
    mkdir -p build
    [ -x build/venv/bin/python ] || /usr/bin/python3 -m venv build/venv
    build/venv/bin/pip install -q --disable-pip-version-check --no-deps -r tools/setup/pypi.txt
    cp tools/setup/pypi.txt "$stamp"
fi
