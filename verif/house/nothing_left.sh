#!/bin/sh
# Right after the tests have been built (its dependencies are those of all others), make must find nothing left to build.
# Argument: the profile.
set -eu
unset MAKEFLAGS MFLAGS MAKELEVEL
left=$(make -n PROFILE="$1" test-programs | grep '^echo' || true)
if [ -n "$left" ]; then
    echo "still to be built, right after a build:"
    echo "$left"
    exit 1
fi
