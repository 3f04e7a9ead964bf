"""tools/boards/patch.py on a small real bitstream.   patch_test.py CONFIG"""
import pathlib
import subprocess
import sys

BIN = pathlib.Path("build/venv/bin")
passed = failed = 0


def check(what: str, good: bool, more: str = "") -> None:
    global passed, failed
    passed, failed = passed + good, failed + (not good)
    if not good:
        print(f"{what}: {more}")


def tool(*command) -> None:
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def patch(*arguments) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "tools/boards/patch.py", *map(str, arguments)], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def main() -> int:
    config = pathlib.Path(sys.argv[1])
    build = config.parent
    plain, named = build / "small.bit", build / "small.named.bit"
    tool(BIN / "yowasp-ecppack", "--compress", "--input", config, "--bit", plain)

    status, out = patch(plain)
    check("as built it is nobody", status == 0 and "nobody yet, board 0" in out, out)
    status, out = patch(plain, named, "--address", "02:a3:b1:57:0c:4e", "--number", "6711")
    check("patched", status == 0, out)
    check("it knows", patch(named) == (0, f"{named}: 02:a3:b1:57:0c:4e, board 6711\n"), patch(named)[1])
    check("the bits differ", plain.read_bytes() != named.read_bytes())

    for file in (plain, named):
        tool(BIN / "yowasp-ecpunpack", "--input", file, "--textcfg", file.with_suffix(".text"))
    old, new = (file.with_suffix(".text").read_text().splitlines() for file in (plain, named))
    changed = [(a, b) for a, b in zip(old, new) if a != b]
    check("one line of eight words differs, nothing else", len(old) == len(new) and
          changed == [("000 " * 7 + "000", "002 0a3 0b1 057 00c 04e 01a 037")], str(changed))
    again = build / "again.bit"
    status, out = patch(named, again, "--address", "02:00:00:00:00:01", "--number", "0")
    check("patched again", status == 0 and "02:00:00:00:00:01" in patch(again)[1], out)

    (build / "broken.bit").write_bytes(plain.read_bytes()[:-400])
    for arguments, wanted in [((plain, again, "--address", "02:a3", "--number", "1"), "is not six bytes"),
                              ((plain, again, "--address", "01:00:00:00:00:01", "--number", "1"), "is null or a group"),
                              ((plain, again, "--address", "00:00:00:00:00:00", "--number", "1"), "is null or a group"),
                              ((plain, again, "--address", "02:00:00:00:00:01", "--number", "65536"), "not from 0 to 65535"),
                              ((build / "nothing.bit",), "there is no file"),
                              ((build / "broken.bit",), "patch: ")]:
        status, out = patch(*arguments)
        check(f"refused: {wanted}", status == 1 and wanted in out and out.count("\n") == 1, out)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
