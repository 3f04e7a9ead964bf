"""Figures of the F-box: runs its bench's [figures] and writes what that measured to build/results/bench-fbox.json.

    fbox.py BUILD_DIRECTORY
"""

import json
import pathlib
import re
import subprocess
import sys

CLOCK = 125_000_000  # Hz of the box clock at a gigabit
WIRE_OVERHEAD = 20  # preamble and gap, in bytes; with the checksum a frame takes 24 more than its own


def main() -> int:
    build = pathlib.Path(sys.argv[1])
    done = subprocess.run([build / "bin/fbox_test", "[figures]"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stdout)
        return done.returncode
    text = done.stdout
    n, out_least, out_most, in_least, in_most = map(
        int, re.search(r"n=(\d+): out min (\d+) max (\d+), in min (\d+) max (\d+)", text).groups())
    if (out_least, in_least) != (out_most, in_most):
        print("fbox.py: the latency is not constant")
        return 1
    frames, cycles, line = re.search(r"ARM commands: (\d+) frames .* ([0-9.]+) cycles a frame \(line rate (\d+)\)", text).groups()
    foreign = re.search(r"(\d+) foreign frames every (\d+) cycles", text)
    rows = [{"name": "fbox_latency_out_cycles", "value": out_most, "unit": "cycles", "n": n},
            {"name": "fbox_latency_in_cycles", "value": in_most, "unit": "cycles", "n": n},
            {"name": "fbox_shortest_frames_per_second_125mhz", "value": round(CLOCK / float(cycles)), "unit": "frames/s", "n": int(frames)},
            {"name": "fbox_shortest_frames_floor", "value": round(CLOCK / int(line)), "unit": "frames/s", "n": 1},
            {"name": "fbox_foreign_frames_per_second_125mhz", "value": CLOCK // int(foreign[2]), "unit": "frames/s", "n": int(foreign[1])}]
    pathlib.Path("build/results/bench-fbox.json").write_text(json.dumps(rows, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
