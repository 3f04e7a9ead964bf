"""clang-tidy-19 over a compile database.  What was clean and has not changed since is not looked at again.

    tidy.py compile_commands.json

A source that is compiled several ways (the kernel's variants) is looked at once, as the last of them in order of names.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

CACHE = pathlib.Path("build/lint/tidy")


def key(entry: dict) -> str:
    """Of everything that the verdict depends on: command, rules, the source and what it includes."""
    digest = hashlib.sha256()
    digest.update(json.dumps(entry, sort_keys=True).encode())
    for directory in pathlib.Path(entry["file"]).parents:
        if (directory / ".clang-tidy").exists():
            digest.update((directory / ".clang-tidy").read_bytes())
    names = [entry["file"]]
    dependencies = pathlib.Path(entry["output"]).with_suffix(".d")
    if dependencies.exists():
        names = re.sub(r"\\\n", " ", dependencies.read_text()).split("\n", 1)[0].split()[1:]
    for name in names:
        if pathlib.Path(name).exists():
            digest.update(pathlib.Path(name).read_bytes())
    return digest.hexdigest()


def look(entry: dict) -> str:
    stamp = CACHE / key(entry)
    if stamp.exists():
        return ""
    print(f"  TIDY {entry['file']}", flush=True)
    done = subprocess.run(["clang-tidy-19", "--quiet", "-p", str(CACHE), entry["file"]],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode == 0 and "warning:" not in done.stdout:
        stamp.touch()
        return ""
    return done.stdout or done.stderr


def main() -> int:
    entries = {entry["file"]: entry for entry in json.loads(pathlib.Path(sys.argv[1]).read_text())
               if entry["file"].endswith(".cpp")}
    CACHE.mkdir(parents=True, exist_ok=True)
    (CACHE / "compile_commands.json").write_text(json.dumps(list(entries.values())))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for text in pool.map(look, entries.values()):
            if text:
                failed += 1
                print(text.rstrip())
    print(f"tidy: {len(entries)} sources, {failed} with complaints")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
