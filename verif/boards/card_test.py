"""make card's two halves on a small scenario: whose secrets are where, that they are fresh, what is refused.

    card_test.py BUILD DIRECTORY"""
import pathlib
import re
import struct
import subprocess
import sys

SCENARIO = """name = "small"
text = "two boards"
cycles = "1 ms"
end = "budget"
[variables]
FILE = "LICENSE"
[[service]]
name = "one"
[[service]]
name = "two"
[[board]]
name = "a"
serves = ["one"]
knows = ["two"]
files = { data = "$FILE" }
programs = [{ run = "hello" }]
[[board]]
name = "b"
serves = ["two"]
knows = ["one"]
programs = [{ run = "hello $SEED" }]
[[run]]
name = "box"
[[run]]
name = "wire"
defence = "wire"
"""
GET, PUT, RUN = 3, 4, 5
passed = failed = 0


def check(what: str, good: bool, more: object = "") -> None:
    global passed, failed
    passed, failed = passed + good, failed + (not good)
    if not good:
        print(f"{what}: {more}")


def entries(image: pathlib.Path) -> dict[tuple[int, str], bytes]:
    """Of a boot image (firmware/image.hpp): kind and name to contents."""
    bits = image.read_bytes()
    at, count = struct.unpack_from("<II", bits, 24)
    found = {}
    for kind, offset, size, name in struct.iter_unpack("<III36s", bits[at:at + 48 * count]):
        found[kind, name.rstrip(b"\0").decode()] = bits[offset:offset + size]
    return found


def main() -> int:
    build, work = sys.argv[1], pathlib.Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    (work / "small.toml").write_text(SCENARIO, encoding="utf-8")
    (work / "broken.toml").write_text(SCENARIO.replace("hello", "nobody"), encoding="utf-8")
    (work / "large").write_bytes(b"x" * (2 << 20))

    def cards(name: str, *more: str, scenario: str = "small", ram: int = 32, place: int = 16, seed: str = "") -> tuple[int, str]:
        done = subprocess.run([sys.executable, "tools/boards/card.py", "--seed", seed, "--", f"{build}/bin/cards", scenario, "--board",
                               "ulx3s", "--ram", str(ram), "--place", str(place), "--build", build, "--scenarios", str(work),
                               "--out", str(work / name), *more], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    said = {name: cards(name, seed=seed) for name, seed in [("fresh", ""), ("again", ""), ("seed", "7"), ("same", "7")]}
    for name, (status, out) in said.items():
        check(f"made: {name}", status == 0, out)
        check(f"says where its secrets are from: {name}", ("SEED=7: anybody" in out) == (name in ("seed", "same")), out)
        check(f"says how to write it: {name}", f"dd if={work}/{name}/b.img of=" in out, out)
    if failed:
        return 1
    sums = re.findall(r"\b[0-9a-f]{64}\b", said["seed"][1])
    check("a sum for each card", len(sums) == 2 and sums == re.findall(r"\b[0-9a-f]{64}\b", said["same"][1]), sums)
    check("the same seed, the same bits", (work / "seed/a.img").read_bytes() == (work / "same/a.img").read_bytes())

    a, b = entries(work / "fresh/a.img"), entries(work / "fresh/b.img")
    check("who serves has the get-port, who knows the put-port",
          {k for k in a if k[0] in (GET, PUT)} == {(GET, "one"), (GET, "kernel"), (PUT, "two")}
          and {k for k in b if k[0] in (GET, PUT)} == {(GET, "two"), (GET, "kernel"), (PUT, "one")}, [*a, *b])

    def f_of(port: bytes) -> str:
        return subprocess.run(["build/bin/f", "--width", str(8 * len(port)), port.hex()], stdout=subprocess.PIPE, text=True).stdout.strip()
    check("it is F of that", b[PUT, "one"].hex() == f_of(a[GET, "one"]))
    check("the kernel servers' put-ports are told", all(re.search(rf"^  {name} +{f_of(image[GET, 'kernel'])}$", said["fresh"][1], re.M)
                                                        for name, image in (("a", a), ("b", b))), said["fresh"][1])
    secrets = [entries(work / name / "a.img")[GET, service] for name in ("fresh", "again", "seed") for service in ("one", "kernel")]
    secrets += [b[GET, "two"], b[GET, "kernel"]]
    check("secrets are drawn afresh", len(set(secrets)) == 8, secrets)
    check("a seed of a program's own, too", b[RUN, "hello"] != entries(work / "again/b.img")[RUN, "hello"])
    check("only its owner reads it", all((work / "fresh" / f"{n}.img").stat().st_mode & 0o77 == 0 for n in "ab"))

    for wanted, (status, out) in {
            "takes the box of board \"a\" away": cards("x", "--run", "wire"),
            "has no [[run]] called \"none\"": cards("x", "--run", "none"),
            "wants 32M of RAM, ulx3s has 24M": cards("x", ram=24),
            "its place on a card of ulx3s only 1048064": cards("x", "--set", f"FILE={work}/large", place=1),
            "is not a file that can be read": cards("x", "--set", "FILE=nowhere"),
            "expected NAME=value": cards("x", "--set", "FIL=E"),
            "there is no scenario \"none\"": cards("x", scenario="none"),
            "program \"nobody\" does not exist": cards("x", scenario="broken")}.items():
        check(f"refused: {wanted}", status == 1 and wanted in out and out.count("\n") == 1, out)
    check("nothing is written then", not (work / "x").exists())
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
