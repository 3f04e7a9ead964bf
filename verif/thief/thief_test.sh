#!/bin/sh
# All scenarios of the thief in one profile, and their verdicts: thief_test.sh BUILD_DIRECTORY SCENARIO...
# Prints the simulator's words only where a scenario did not end as it must.
set -u
build=$1
shift
results=$build/results-thief
mkdir -p "$results"
for scenario in "$@"; do
    log=$results/thief-$scenario.log
    "$build/bin/sim" "thief-$scenario" --build "$build" --results "$results" --quiet >"$log" 2>&1 || { echo "thief-$scenario:"; tail -20 "$log"; }
done
exec build/venv/bin/python verif/thief/report.py "$results" "$@"
