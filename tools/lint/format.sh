#!/bin/sh
# clang-format-19 on every C++ source: with --check says which are not formatted, else formats them in place.
#     format.sh [--check] [DIRECTORY]
set -eu
mode=-i
if [ "${1:-}" = --check ]; then mode="--dry-run -Werror --ferror-limit=1"; shift; fi
cd "${1:-.}"
# shellcheck disable=SC2086 # a list of words is meant
find . \( -path ./build -o -path ./.git \) -prune -o \( -name '*.cpp' -o -name '*.hpp' \) -print0 | sort -z |
    xargs -0 -r clang-format-19 --style=file $mode
