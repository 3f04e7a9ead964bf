#!/bin/bash
#   debug.sh BUILD SCENARIO BOARD [GDB_OPTION...]
# Runs a scenario in which one board waits for gdb, and gdb, which stops at the first instruction of that board's kernel.  What
# the boards say goes to build/results/debug.log.  When gdb ends, so does the run.
set -u
build=$1 scenario=$2 board=$3
shift 3
if [ -z "$board" ]; then
    echo "make debug: which board? make debug PLATFORM=virt SCENARIO=$scenario BOARD=name" >&2
    exit 2
fi
place=$(mktemp -d)
mkdir -p build/results
AMOEBOX_GDB="$board=unix:$place/gdb,server=on,wait=off" "$build/bin/sim_virt" "$scenario" --build "$build" --results "$place" \
    > build/results/debug.log 2>&1 < /dev/null &
run=$!
trap 'kill $run 2>/dev/null; wait $run 2>/dev/null; rm -rf "$place"' EXIT
for _ in $(seq 100); do
    [ -S "$place/gdb" ] && break
    kill -0 $run 2>/dev/null || break
    sleep 0.1
done
if [ ! -S "$place/gdb" ]; then
    echo "make debug: no board \"$board\" waits for gdb in scenario $scenario; build/results/debug.log says:" >&2
    tail -n 3 build/results/debug.log >&2
    exit 2
fi
gdb-multiarch -nx -q -x verif/virt/gdb.cmd -ex "set \$amoebox_build = \"$build\"" -ex "file $build/target/virt/kernel.elf" \
    -ex "add-symbol-file $build/target/virt/firmware.elf" -ex "target remote $place/gdb" -ex 'thbreak *0x80010000' -ex continue "$@"
