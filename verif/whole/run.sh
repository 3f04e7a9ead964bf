#!/bin/sh
# A whole board among simulated ones: run.sh BUILD_DIRECTORY RESULTS_DIRECTORY short|long BOARD MEGABYTES AHEAD
# Every board, the simulated ones too, has the image that make card writes.  What must come of a run is what its scenario expects
# (verif/scenarios), and that the board named was the whole one: its firmware has tested itself, which the simulated ones' do not.
# A server's power comes AHEAD ms earlier, since it reads its card first while the others have their image in memory.
set -u
build=$1
results=$2
whole=$4
ram=$5
ahead=$6
passed=0
failed=0
mkdir -p "$results"

# card SCENARIO RUN
card() {
    "$build/bin/cards" "$1" --run "$2" --board "$whole" --ram "$ram" --place 16 --build "$build" --seed 1 --out "$results/cards/$1-$2" \
        >/dev/null
}
# try TITLE PROGRAM SCENARIO RUN CARDS BOARD [OPTION...]
try() {
    title=$1 program=$2 scenario=$3 run=$4 cards=$5 board=$6
    shift 6
    log=$results/$title.log
    begin=$(date +%s)
    AMOEBOX_CARDS=$cards AMOEBOX_WHOLE=$board "$build/bin/$program" "$scenario" --run "$run" --build "$build" \
        --results "$results/$title" --threads 1 "$@" >"$log" 2>&1
    status=$?
    if ! grep -q "${board%:*}.*firmware: self-test: the F-box" "$log"; then
        echo "$title: board ${board%:*} is not a whole one" >>"$log"
        status=1
    fi
    if [ $status = 0 ]; then
        passed=$((passed + 1))
    else
        echo "$title: $scenario, run $run, $whole is $board:"
        tail -20 "$log"
        failed=$((failed + 1))
    fi
    [ "$mode" = short ] || echo "$title: status $status, $(($(date +%s) - begin)) s"
}

mode=$3
card board box
cards=$results/cards/board-box
try board-server "sim_$whole" board box "$cards" "server:$ahead"
if [ "$mode" = long ]; then
    # An attacker without a box is seen to succeed: against this board, and from this board once its box is a wire.
    try board-server-bare "sim_$whole" board bare "$cards" "server:$ahead"
    try board-thief "sim_$whole" board box "$cards" thief
    try board-thief-bare "sim_${whole}_wire" board bare "$cards" thief
    card rpc calls
    cards=$results/cards/rpc-calls
    try rpc-server "sim_$whole" rpc calls "$cards" server
    try rpc-client "sim_$whole" rpc calls "$cards" client
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
