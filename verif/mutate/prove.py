"""Is a mutant the module itself?  Exit status 0: proved, no input shows a difference; 1: not proved (not: different).

    prove.py build/wide/mutate/fbox 17

The base of the induction is that both begin with the same contents in flip-flops and memories; this is its step.  In both copies
every flip-flop and memory port is cut open: what it gives becomes an input, the same for both, what it gets an output.  If no
input makes an output differ, contents and outputs stay the same for ever.  Yosys merges what both have in common, and its
SAT solver judges what is left of the two.
What a memory is given counts where it is written.
It says nothing of contents that are never reached: a mutant that differs in these only is not proved.
"""
import pathlib
import re
import sys

from make_mutants import yosys

# What is cut open: (port, parameter of its width, None: one bit, and whether it gives).
CUT = {"$dff": [("D", "WIDTH", False), ("Q", "WIDTH", True), ("CLK", None, False)],
       "$memrd": [("ADDR", "ABITS", False), ("EN", None, False), ("CLK", None, False), ("DATA", "WIDTH", True)],
       "$memwr_v2": [("ADDR", "ABITS", False), ("DATA", "WIDTH", False), ("EN", "WIDTH", False), ("CLK", None, False)]}


def number(word):
    return int(word.split("'")[1], 2) if "'" in word else int(word)


def cut(text):
    """RTLIL of one module with flip-flops and memories cut open.  The names are the cells' own: those that a mutation adds are
    none of these."""
    cells = re.compile(r"^  cell (\$dff|\$memrd|\$memwr_v2) (\S+)\n((?:    .*\n)*)  end\n", re.MULTILINE)
    ports = 1 + max(map(int, re.findall(r"^  wire .*(?:input|output) (\d+) ", text, re.MULTILINE)))

    def opened(match):
        nonlocal ports
        kind, name, body = match.groups()
        lines = []
        for port, width, gives in CUT[kind]:
            bits = number(re.search(rf"^    parameter \\{width} (\S+)$", body, re.MULTILINE)[1]) if width else 1
            signal = re.search(rf"^    connect \\{port} (.*)$", body, re.MULTILINE)[1]
            wire = "\\cut:" + name.lstrip("\\") + ":" + port
            lines.append(f"  wire width {bits} {'input' if gives else 'output'} {ports} {wire}")
            if kind == "$memwr_v2" and port == "DATA":
                enable = re.search(r"^    connect \\EN (.*)$", body, re.MULTILINE)[1]
                lines += [f"  cell $and {wire}:written"]
                lines += [f"    parameter \\{side}_SIGNED 0\n    parameter \\{side}_WIDTH {bits}" for side in "AB"]
                lines += [f"    parameter \\Y_WIDTH {bits}", f"    connect \\A {signal}", f"    connect \\B {enable}",
                          f"    connect \\Y {wire}", "  end"]
            else:
                lines.append(f"  connect {f'{signal} {wire}' if gives else f'{wire} {signal}'}")
            ports += 1
        return "\n".join(lines) + "\n"

    # A memory's ports stand for it; the attributes were the cells'.
    text = re.sub(r"^  (?:attribute|memory) .*\n", "", text, flags=re.MULTILINE)
    return cells.sub(opened, text)


def main():
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit("prove.py: usage: prove.py STEM NUMBER")
    stem, mutant = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    lines = stem.with_suffix(".txt").read_text().splitlines()
    if not 1 <= mutant <= len(lines):
        print(f"prove.py: {stem} has the mutants 1 to {len(lines)}, not {mutant}", file=sys.stderr)
        sys.exit(2)
    line = lines[mutant - 1]
    top = re.search(r"-module (\S+)", line)[1]
    work = f"{stem}-prove-{mutant}"
    yosys(f"read_rtlil {stem}.il; {line}; write_rtlil {work}.il", f"{work}.log")
    for of, copy in ((f"{stem}.il", "gold"), (f"{work}.il", "gate")):
        text = cut(pathlib.Path(of).read_text())
        pathlib.Path(f"{work}-{copy}.il").write_text(re.sub(rf"^module \\{re.escape(top)}$", rf"module \\{copy}", text, flags=re.MULTILINE))
    yosys(f"read_rtlil {work}-gold.il; read_rtlil {work}-gate.il; miter -equiv -flatten gold gate miter; hierarchy -top miter; "
          "opt_expr; opt_merge; opt_expr; opt_merge; opt_clean -purge; opt -full; "
          f"tee -o {work}.txt sat -prove trigger 0 -timeout 300 miter", f"{work}.log")
    said = pathlib.Path(f"{work}.txt").read_text()
    proved = "SAT proof finished - no model found: SUCCESS!" in said
    if not proved and "SAT proof finished - model found: FAIL!" not in said and "Interrupted SAT solver: TIMEOUT!" not in said:
        print(f"prove.py: no verdict, see {work}.txt", file=sys.stderr)
        sys.exit(2)
    for copy in ("", "-gold", "-gate"):
        pathlib.Path(f"{work}{copy}.il").unlink()
    sys.exit(0 if proved else 1)


if __name__ == "__main__":
    main()
