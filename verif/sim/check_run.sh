#!/bin/sh
# What a person gave to `make run` in SEED, THREADS, SCENARIO, PLATFORM and FILE: a mistake is refused before anything is built.
set -u
PLATFORM=${PLATFORM:-node}
refuse() {
    echo "make run: $*" >&2
    exit 2
}
for name in SEED THREADS; do
    eval "value=\${$name:-}"
    case "$value" in '' | *[!0-9]*) refuse "$name is '$value', expected a number" ;; esac
done
if [ "$SCENARIO" != thief ] && [ ! -f "verif/scenarios/$SCENARIO.toml" ]; then
    case "$SCENARIO" in
    *.toml) [ -f "$SCENARIO" ] || refuse "SCENARIO is '$SCENARIO', which is not a file" ;;
    *) refuse "there is no scenario '$SCENARIO'; there are: thief" "$(cd verif/scenarios && echo *.toml | sed 's/\.toml//g')" ;;
    esac
fi
if [ ! -f "kernel/platform/$PLATFORM/machine.hpp" ]; then
    refuse "PLATFORM is '$PLATFORM'; there are:" "$(cd kernel/platform && echo */machine.hpp | sed 's|/machine.hpp||g')"
fi
if [ "$PLATFORM" != node ] && [ "$SCENARIO" = thief ]; then
    refuse "the attacks of SCENARIO=thief need the F-box, which platform $PLATFORM does not have (thief-process and thief-capability do not)"
fi
if [ -n "${FILE:-}" ] && { [ ! -f "$FILE" ] || [ ! -r "$FILE" ]; }; then
    refuse "FILE is '$FILE', which is not a file that can be read"
fi
