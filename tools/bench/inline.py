"""Figures of the wall-socket box: what its bench's [figures] measures.

    inline.py BUILD_DIRECTORY

Writes build/results/bench-inline.json.
"""

import json
import pathlib
import re
import subprocess
import sys

CLOCK = 125_000_000  # Hz of the box clock


def main() -> int:
    build = pathlib.Path(sys.argv[1])
    done = subprocess.run([build / "bin/inline_test", "[figures]"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stdout)
        return done.returncode
    latency = {int(size): (int(out), int(into)) for size, out, into in
               re.findall(r"inline: (\d+) bytes with FCS: out (\d+) cycles .*?, in (\d+) cycles", done.stdout)}
    shortest = min(latency)
    cycles, size, line = re.search(r"inline: ([0-9.]+) cycles a frame of (\d+) bytes with FCS \(line rate (\d+)\)", done.stdout).groups()
    ns = 1_000_000_000 / CLOCK
    rows = [{"name": "inline_latency_ns_shortest", "value": round(max(latency[shortest]) * ns), "unit": "ns", "n": 40},
            {"name": "inline_latency_ns_1518", "value": round(max(latency[1518]) * ns), "unit": "ns", "n": 40},
            {"name": "inline_frames_per_second", "value": round(CLOCK / float(cycles)), "unit": "frames/s", "n": 2500},
            {"name": "inline_frames_floor", "value": round(CLOCK / int(line)), "unit": "frames/s", "n": 1}]
    pathlib.Path("build/results").mkdir(parents=True, exist_ok=True)
    pathlib.Path("build/results/bench-inline.json").write_text(json.dumps(rows, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
