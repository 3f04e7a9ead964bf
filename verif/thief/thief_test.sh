#!/bin/sh
# All attacks of the thief in one profile, and their verdicts: thief_test.sh BUILD_DIRECTORY RESULTS_DIRECTORY SCENARIO...
# Prints the simulator's words only where a scenario did not end as it must.
set -u
build=$1
results=$2
shift 2
mkdir -p "$results"
commit=$(git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)
rm -f "$results"/guess-*.json
"$build/bin/guess_box_8" "$results/guess-8.json"
"$build/bin/guess_box_12" "$results/guess-12.json"
"$build/bin/guess_capabilities" "$results/guess-forged.json" "$results/guess-widened.json"
for scenario in "$@"; do
    rm -f "$results/thief-$scenario.json"
    log=$results/thief-$scenario.log
    "$build/bin/sim" "thief-$scenario" --build "$build" --results "$results" --commit "$commit" --quiet >"$log" 2>&1 ||
        { echo "thief-$scenario:"; tail -20 "$log"; }
done
exec build/venv/bin/python verif/thief/report.py "$results" "$@"
