"""crossings.py finds each of several crossings made wrong on purpose, and nothing in the design without them; then it reads the
Colorlight's top with the real table.

    crossings_test.py WORK GEN "VERILOG of the Colorlight 5A-75B"
"""
import pathlib
import subprocess
import sys

sys.path.append("tools/boards")
import crossings  # noqa: E402
import netlist  # noqa: E402
import tomllib  # noqa: E402

TOP = "crossings_top"
FILES = "verif/boards/crossings_top.v rtl/eth/eth_sync.v"
TABLE = [{"boards": ["bench"], "from": "crossings_top.level_q", "to": "eth_sync.first_q", "kind": "one bit", "why": "a level"},
         {"boards": ["bench"], "from": "crossings_top.level_q", "to": "crossings_top.first_q", "kind": "one bit", "why": "a level"},
         {"boards": ["bench"], "from": "pin.pin_i", "to": "eth_sync.first_q", "kind": "one bit", "why": "a button"},
         {"boards": ["bench"], "from": "pin.data_i", "to": "crossings_top.data_q", "kind": "pin", "why": "of that clock"}]
# What must be said of each fault: names and clocks.
FAULTS = {
    1: ["unknown crossing from 'other_q' (crossings_top.other_q, clk_a) to 'far_q' (crossings_top.far_q, clk_b)"],
    2: ["unknown crossing from 'data_q' (crossings_top.data_q, clk_a) to 'to_b.first_q' (eth_sync.first_q, clk_b)",
        "crossing from 'level_q' (crossings_top.level_q, clk_a) to 'to_b.first_q' (eth_sync.first_q, clk_b): there is logic before"],
    3: ["crossing from 'pin_i' (pin.pin_i, pin) to 'pin_to_b.first_q' (eth_sync.first_q, clk_b): there is logic before"],
    4: ["crossing from 'level_q' (crossings_top.level_q, clk_a) to 'first_q' (crossings_top.first_q, clk_b): its first register is read"],
    5: ["unknown crossing from 'memory' (crossings_top.memory, clk_a) to 'far_q' (crossings_top.far_q, clk_b)"],
    6: ["unknown crossing from 'loop' (crossings_top.loop, free) to 'late_q' (crossings_top.late_q, clk_b)",
        "unknown crossing from 'data_q' (crossings_top.data_q, clk_a) to 'late_q' (crossings_top.late_q, clk_b)"],
    7: ["the clock 'clock' is made by logic ($logic_and)",
        "unknown crossing from 'far_q' (crossings_top.far_q, clk_b) to 'third_q' (crossings_top.third_q, clock)"],
}
passed = failed = 0


def expect(good: bool, sentence: str) -> None:
    global passed, failed
    passed, failed = passed + good, failed + (not good)
    if not good:
        print(f"FAILED: {sentence}")


def main() -> int:
    work, gen, colorlight = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    work.mkdir(parents=True, exist_ok=True)
    # One start of Yosys for everything.
    steps = [crossings.script(FILES, gen, TOP, [], work / f"{fault}.json", f"-set FAULT {fault}") for fault in (0, *FAULTS)]
    steps.append(crossings.script(colorlight, gen, "colorlight_5a75b", [], work / "colorlight.json"))
    done = subprocess.run([crossings.YOSYS, "-q", "-p", "; design -reset; ".join(steps)], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    expect(done.returncode == 0, f"Yosys reads the designs: {done.stdout[-500:]}")
    for fault, wanted in [(0, []), *FAULTS.items()]:
        _, sentences = crossings.judge(netlist.Netlist(work / f"{fault}.json", TOP), "bench", TABLE)
        expect(len(sentences) == len(wanted) and all(any(s.startswith(w) for s in sentences) for w in wanted),
               f"fault {fault}: expected {wanted}, got {sentences}")

    good = netlist.Netlist(work / "0.json", TOP)
    _, sentences = crossings.judge(good, "bench", TABLE + [{**TABLE[0], "from": "crossings_top.gone_q"}])
    expect(sentences == ["the table has 'crossings_top.gone_q' to 'eth_sync.first_q', which the design has not"],
           f"an entry without a crossing: {sentences}")
    _, sentences = crossings.judge(good, "bench", [{**TABLE[0], "why": ""}, *TABLE[1:]])
    expect(len(sentences) == 1 and "needs a reason" in sentences[0], f"an entry without a reason: {sentences}")
    _, sentences = crossings.judge(good, "other", TABLE)
    expect(len(sentences) == len(TABLE), f"entries of another board do not count: {sentences}")

    table = tomllib.loads(pathlib.Path("boards/crossings.toml").read_text(encoding="utf-8"))["crossing"]
    board = netlist.Netlist(work / "colorlight.json", "colorlight_5a75b")
    listed, sentences = crossings.judge(board, "colorlight-5a75b", table)
    expect(not sentences, f"the Colorlight's crossings: {sentences}")
    expect({c["to_clock"] for c in listed} == {"clk", "host_rxc", "net_rxc"}, "the Colorlight has three clocks")
    for i, entry in enumerate(table):
        if "colorlight-5a75b" in entry["boards"]:
            _, sentences = crossings.judge(board, "colorlight-5a75b", table[:i] + table[i + 1:])
            expect(any(s.startswith("unknown crossing") for s in sentences), f"without '{entry['from']}' nothing is missed")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
