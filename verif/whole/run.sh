#!/bin/sh
# Whole ULX3S boards among simulated ones: run.sh BUILD_DIRECTORY RESULTS_DIRECTORY short|long
# Every board, the simulated ones too, has the image that make card writes.  NAME:MS says which one is the ULX3S, and by how much
# earlier its power comes, since it reads its card first while the others have their image in memory.
set -u
build=$1
results=$2
passed=0
failed=0
mkdir -p "$results"

# card SCENARIO RUN
card() {
    "$build/bin/cards" "$1" --run "$2" --board ulx3s --ram 32 --place 16 --build "$build" --seed 1 --out "$results/cards/$1-$2" \
        >/dev/null
}
# try TITLE PROGRAM SCENARIO RUN CARDS BOARD [OPTION...]: the scenario's own expectations must hold.
try() {
    title=$1 program=$2 scenario=$3 run=$4 cards=$5 board=$6
    shift 6
    log=$results/$title.log
    if AMOEBOX_CARDS=$cards AMOEBOX_ULX3S=$board "$build/bin/$program" "$scenario" --run "$run" --build "$build" \
        --results "$results/$title" --threads 1 --quiet "$@" >"$log" 2>&1; then
        passed=$((passed + 1))
    else
        echo "$title: $scenario, run $run, ULX3S $board:"
        tail -20 "$log"
        failed=$((failed + 1))
    fi
}

card board box
cards=$results/cards/board-box
try board-server sim_ulx3s board box "$cards" server:65
if [ "$3" = long ]; then
    # An attacker without a box is seen to succeed: against this board, and from this board once its box is a wire.
    try board-server-bare sim_ulx3s board bare "$cards" server:65
    try board-thief sim_ulx3s board box "$cards" thief
    try board-thief-bare sim_ulx3s_wire board bare "$cards" thief
    card rpc calls
    cards=$results/cards/rpc-calls
    try rpc-server sim_ulx3s rpc calls "$cards" server
    try rpc-client sim_ulx3s rpc calls "$cards" client
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
