"""make bitstream-twice: the same sources, built in two directories of different names, give the same bits.

    twice.py --board boards/NAME --gen DIR --verilog "FILES" [--parameter NAME=STRING] --work DIR [--seed 1]

Copies what a build reads into DIR/one and DIR/another-place, runs bitstream.py in each with one seed, compares the sums.
Status 0 only if they are equal; whether the clocks are met is not asked here.
"""
import argparse
import hashlib
import pathlib
import shutil
import subprocess
import sys
import tomllib


def copy(files: list[pathlib.Path], to: pathlib.Path) -> None:
    shutil.rmtree(to, ignore_errors=True)
    for file in files:
        target = to / file
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.is_dir():
            shutil.copytree(file, target, dirs_exist_ok=True)
        else:
            shutil.copy(file, target)
    (to / "build").mkdir(exist_ok=True)
    (to / "build/venv").symlink_to(pathlib.Path("build/venv").resolve())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--board", type=pathlib.Path, required=True)
    parser.add_argument("--gen", type=pathlib.Path, required=True)
    parser.add_argument("--verilog", required=True)
    parser.add_argument("--parameter", action="append", default=[])
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    name = tomllib.loads((options.board / "board.toml").read_text(encoding="utf-8"))["name"]
    values = [pathlib.Path(p.split("=", 1)[1]) for p in options.parameter]
    files = [options.board, options.gen, pathlib.Path("tools/boards"), pathlib.Path("tools/area"),
             *[v for v in values if v.is_file()], *map(pathlib.Path, options.verilog.split())]
    sums = []
    for place in ("one", "another-place"):
        root = options.work / place
        copy(files, root)
        bitstream = root / f"build/boards/{name}/{name}.bit"
        subprocess.run([sys.executable, "tools/boards/bitstream.py", "--board", options.board, "--gen", options.gen, "--build",
                        f"build/boards/{name}", "--verilog", options.verilog, "--seeds", options.seed,
                        *[f"--parameter={p}" for p in options.parameter]], cwd=root, stderr=subprocess.DEVNULL)
        if not bitstream.exists():
            sys.exit(f"bitstream-twice: {name}: the build in {root} made no bitstream, its logs are below it.")
        sums.append(hashlib.sha256(bitstream.read_bytes()).hexdigest())
        print(f"  {bitstream}: {sums[-1]}", flush=True)
    if sums[0] != sums[1]:
        print(f"bitstream-twice: {name}: two builds of seed {options.seed} differ; compare the netlists and .config files below "
              f"{options.work}.", file=sys.stderr)
        return 1
    print(f"{name}: two builds of seed {options.seed} give the same bits")
    return 0


if __name__ == "__main__":
    sys.exit(main())
