#!/bin/bash
# Each engine that lacks one defence must be caught by the swarm; says by which seed.
set -u
campaign=$1
status=0
for mutant in no-duplicate-filter reused-transaction no-server-port no-epoch-check forgotten-nak; do
    output=$("$campaign" --mutant $mutant --seeds 500 --quiet) || { echo "NOT CAUGHT: $mutant"; status=1; }
    grep '^seed' <<<"$output" | sed "s/^/$mutant: /"
done
exit $status
