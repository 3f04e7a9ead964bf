"""Is everything that is made from interfaces/ as the generator makes it now?  fresh_test.py PROFILE GEN

Compares GEN and the committed pages and dissector with what a run of the generator gives in a temporary directory; then
spoils copies of them and sees that each is noticed.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

COMMITTED = ["docs/generated", "tools/wireshark"]
GENERATE = ["/usr/bin/python3", "tools/generate/generate.py"]


def differences(made: pathlib.Path, present: pathlib.Path, generated_only: bool) -> list[str]:
    """Files that differ or are missing in `present`; with generated_only False also those that are too many."""
    found = []
    for path in sorted(made.rglob("*")):
        other = present / path.relative_to(made)
        if path.is_file() and (not other.is_file() or other.read_bytes() != path.read_bytes()):
            found.append(f"{other} is not what interfaces/ says")
    if not generated_only:
        found += [f"{path} comes from no interface" for path in sorted(present.rglob("*"))
                  if path.is_file() and not (made / path.relative_to(present)).exists()]
    return found


def main() -> int:
    profile, gen = sys.argv[1], pathlib.Path(sys.argv[2])
    passed, failed = 0, 0

    def check(what: str, problems: list[str], expected: bool) -> None:
        nonlocal passed, failed
        if bool(problems) == expected:
            passed += 1
            return
        failed += 1
        print("\n".join(problems) if problems else f"{what}: a spoilt file was not noticed")

    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        subprocess.run([*GENERATE, "--profile", profile, "--output", str(root / "gen"), "--tree", str(root)], check=True)
        check("gen", differences(root / "gen", gen, True), False)  # other makers write there too
        for directory in COMMITTED:
            check(directory, differences(root / directory, pathlib.Path(directory), False), False)

        for directory, present in [("gen", gen)] + [(d, pathlib.Path(d)) for d in COMMITTED]:
            for spoil in ("change", "remove"):
                copy = root / "copy"
                shutil.copytree(present, copy)
                victim = copy / next(p for p in sorted((root / directory).iterdir())).name
                if spoil == "change":
                    victim.write_bytes(victim.read_bytes() + b"\n")
                else:
                    victim.unlink()
                check(f"{directory} {spoil}", differences(root / directory, copy, directory == "gen"), True)
                shutil.rmtree(copy)
    print(f"{passed} passed, {failed} failed")
    if failed:
        print("`make generate` refreshes the committed files.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
