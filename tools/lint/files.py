"""Looks at every source file: no file past 600 lines, Python and shell that can be read, no tab or blank at line ends.

    files.py [DIRECTORY]
"""

import pathlib
import subprocess
import sys

LIMIT = 600
WITH_LIMIT = {".v", ".vh", ".cpp", ".hpp", ".S", ".ld", ".py", ".lua", ".mk", ".sh", ".ail", ".md"}
MADE = ["docs/generated/", "tools/wireshark/amoebox.lua"]  # by tools/generate
NOT_OURS = {"build", ".git", "__pycache__", "vectors"}


def sources(root: pathlib.Path) -> list[pathlib.Path]:
    return sorted(path for path in root.rglob("*") if path.is_file()
                  and not NOT_OURS & set(path.relative_to(root).parts))


def complaints(path: pathlib.Path, name: str) -> list[str]:
    if path.suffix not in WITH_LIMIT and path.name != "Makefile" or any(name.startswith(made) for made in MADE):
        return []
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return [f"{name}: is not UTF-8"]
    found = []
    lines = text.splitlines()
    if len(lines) > LIMIT:
        found.append(f"{name}: has {len(lines)} lines, expected at most {LIMIT}; split it")
    for number, line in enumerate(lines, 1):
        if path.suffix != ".md" and line != line.rstrip():
            found.append(f"{name}:{number}: blanks at the end of the line")
    if path.suffix == ".py":
        try:
            compile(text, name, "exec")
        except (SyntaxError, ValueError) as error:
            found.append(f"{name}: {error}")
    if path.suffix == ".sh":
        shell = "bash" if lines[:1] == ["#!/bin/bash"] else "sh"
        done = subprocess.run([shell, "-n", str(path)], capture_output=True, text=True)
        if done.returncode:
            found.append(f"{name}: {done.stderr.strip()}")
    return found


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found, count = [], 0
    for path in sources(root):
        count += 1
        found += complaints(path, str(path.relative_to(root)))
    print("\n".join(found + [f"files: {count} looked at, {len(found)} complaints"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
