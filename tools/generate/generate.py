"""Makes what depends on interfaces/*.toml.

    generate.py --profile wide --output build/wide/gen     headers of one profile for Verilog and C++
    generate.py --tree .                                    docs/generated/*.md and tools/wireshark/amoebox.lua below it

A file is written only if its content changes, so that nothing is rebuilt without need.  Bad input ends with one
sentence and status 1.
"""

import argparse
import os
import pathlib
import sys

sys.dont_write_bytecode = True

import control
import cpp
import markdown
import model
import verilog
import wireshark


def write(path: pathlib.Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, path)  # readers see the old file or the new one


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interfaces", type=pathlib.Path, default=pathlib.Path("interfaces"))
    parser.add_argument("--profile")
    parser.add_argument("--output", type=pathlib.Path)
    parser.add_argument("--tree", type=pathlib.Path)
    options = parser.parse_args(arguments)
    try:
        source = model.read(options.interfaces)
        control_frames = control.read(options.interfaces)
        files = {}
        if options.output:
            if options.profile not in source.frame.profiles:
                raise model.InterfaceError(f"profile '{options.profile}' is unknown, expected one of "
                                           + ", ".join(source.frame.profiles))
            files[options.output / "amoebox.vh"] = verilog.header(source, options.profile)
            for name, text in {**cpp.outputs(source, options.profile), **control.outputs(control_frames)}.items():
                files[options.output / name] = text
        if options.tree:
            for name, text in markdown.outputs(source).items():
                files[options.tree / "docs/generated" / name] = text
            if control_frames is not None:
                files[options.tree / "docs/generated/control.md"] = control.page(control_frames)
            files[options.tree / "tools/wireshark/amoebox.lua"] = wireshark.dissector(source)
    except model.InterfaceError as error:
        print(f"generate: {error}", file=sys.stderr)
        return 1
    for path, text in files.items():
        write(path, text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
