"""Figures of RPC: runs the scenario `figures` with its trace, writes build/results/bench-rpc.json.

    rpc.py BUILD_DIRECTORY

All in simulated cycles.  The null remote call is taken apart by the trace (docs/simulator.md): `user` is what is left of it,
the client's and the server's program and their ways into and out of the kernel.
"""

import json
import pathlib
import re
import statistics
import subprocess
import sys

RESULTS = pathlib.Path("build/results")
ROUNDS, WARM = 20, 5  # one when the server has booted, and four
PARTS = {
    "wire": ("wire (request)", "wire (reply)"),
    "box": ("client box (send)", "server box (receive)", "server box (send)", "client box (receive)"),
    "kernel_client": ("client kernel (send)", "client kernel (receive)"),
    "kernel_server": ("server kernel (receive)", "server kernel (send)"),
}
# A frame is on two cables, one after the other: 4 cycles a byte, with preamble, checksum and gap; the switch takes 100 cycles.
PREAMBLE_AND_FCS, SWITCH, HOPS = 12, 100, 2


def frame_bytes(build: pathlib.Path) -> int:
    text = (build / "gen/frame.hpp").read_text()
    return sum(int(re.search(rf"\b{name} = (\d+)", text)[1]) for name in ("header_size", "message_size"))


def null_calls(trace: pathlib.Path) -> tuple[dict[str, int], int]:
    """Median cycles of each span over the null remote calls (the first of the bench); the cycle of the first service."""
    calls: dict[int, dict[str, dict]] = {}
    for event in json.loads(trace.read_text())["traceEvents"]:
        if event["ph"] == "X":
            calls.setdefault(event["args"]["transaction"], {})[event["name"]] = event["args"]
    remote = sorted((c for c in calls.values() if "server" in c and "client kernel (receive)" in c),
                    key=lambda c: c["server"]["from"])
    null = remote[WARM:WARM + ROUNDS]
    names = [name for part in PARTS.values() for name in part]
    return {name: statistics.median_low([c[name]["cycles"] for c in null]) for name in names}, remote[0]["server"]["from"]


def main() -> int:
    build = pathlib.Path(sys.argv[1])
    trace = RESULTS / "figures.trace.json"
    done = subprocess.run([build / "bin/sim", "figures", "--build", build, "--quiet", "--trace", trace], check=False)
    if done.returncode != 0:
        return done.returncode
    results = json.loads((RESULTS / "figures.json").read_text())
    bench = {r["name"]: r for r in results["runs"][0]["reports"] if r["key"] == "bench"}
    spans, boot = null_calls(trace)
    rows = []

    def row(name: str, value: float, unit: str = "cycles", n: int = ROUNDS) -> None:
        rows.append({"name": name, "value": value, "unit": unit, "n": n, "profile": results["profile"], "seed": results["seed"]})

    null = bench["null_remote_rpc"]["cycles"]
    row("rpc_null_local_cycles", bench["null_local_rpc"]["cycles"])
    row("rpc_null_remote_cycles", null)
    sums = {part: sum(spans[name] for name in names) for part, names in PARTS.items()}
    for part, cycles in sums.items():
        row(f"rpc_null_remote_cycles_{part}", cycles)
    row("rpc_null_remote_cycles_user", null - sum(sums.values()))
    row("rpc_null_remote_cycles_floor", 2 * (HOPS * 4 * (frame_bytes(build) + PREAMBLE_AND_FCS) + SWITCH))
    for label, size, n in (("30000", 30000, 8), ("1mb", 1 << 20, 1)):
        ways = {way: 4 * size / bench[f"remote_{way}_server_{size}"]["cycles"] for way in ("to", "from")}
        row(f"rpc_{label}_remote_fraction_of_wire", round(min(ways.values()), 4), "ratio", n)
        for way, fraction in ways.items():
            row(f"rpc_{label}_{way}_server_fraction_of_wire", round(fraction, 4), "ratio", n)
    busy = [bench[f"remote_{way}_server_{1 << 20}_busy_{side}"]["cycles"] for way in ("to", "from") for side in ("client", "server")]
    row("rpc_1mb_cpu_cycles_per_byte", round(max(busy) / (1 << 20), 4), "cycles", 2)
    row("null_system_call_cycles", bench["null_system_call"]["cycles"])
    row("thread_switch_cycles", bench["thread_switch"]["cycles"], n=2 * ROUNDS)
    row("boot_cycles", boot, n=1)
    (RESULTS / "bench-rpc.json").write_text(json.dumps(rows, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
