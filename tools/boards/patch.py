"""make identity: writes a board's address and number into a finished bitstream, and changes nothing else.

    patch.py IN.bit OUT.bit --address 02:a3:b1:57:0c:4e --number 17
    patch.py IN.bit                                            says who it is

The block RAM of boards/ecp5/ecp5_identity.v is found by its first sixteen bytes.  The bitstream is taken apart and put
together by the trellis tools, which also compute its checksums; it must first come out as it went in, bit for bit.
The tools see relative paths only, so it runs in the repository root, on files below it.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

BIN = pathlib.Path("build/venv/bin")
MARK = bytes.fromhex("416D6F65626F7821C3A59617E8D2B4F0")
NULL = bytes(6)


def fail(sentence: str):
    sys.exit(f"patch: {sentence}.")


def tool(name: str, *arguments) -> None:
    done = subprocess.run([BIN / f"yowasp-{name}", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        fail(f"{name} does not understand the file: {(done.stdout.strip().splitlines() or ['no word of why'])[-1].rstrip('.')}")


def unpack(bitstream: pathlib.Path, config: pathlib.Path) -> str:
    tool("ecpunpack", "--input", bitstream, "--textcfg", config)
    return config.read_text(encoding="utf-8")


def identity_ram(config: str) -> tuple[int, int, bytes]:
    """Where in the text the RAM's words stand (begin, end), and the 24 bytes."""
    found = []
    for match in re.finditer(r"^\.bram_init \d+\n((?:[0-9a-f ]+\n)+)", config, re.MULTILINE):
        words = [int(word, 16) for word in match[1].split()]
        if bytes(word & 255 for word in words[:16]) == MARK and not any(word >> 8 for word in words[:24]):
            found.append((match.start(1), match.end(1), bytes(words[:24])))
    if len(found) != 1:
        fail(f"the bitstream has {len(found)} identity RAMs, expected one: is it of a board of this project")
    return found[0]


def patched(config: str, address: bytes, number: int) -> str:
    begin, end, _ = identity_ram(config)
    words = config[begin:end].split()
    words[16:24] = [f"{byte:03x}" for byte in address + number.to_bytes(2, "big")]
    lines = [" ".join(words[i:i + 8]) for i in range(0, len(words), 8)]
    return config[:begin] + "\n".join(lines) + "\n" + config[end:]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("target", type=pathlib.Path, nargs="?")
    parser.add_argument("--address", default="")
    parser.add_argument("--number", type=int, default=-1)
    options = parser.parse_args()
    if not options.source.is_file():
        fail(f"there is no file {options.source}: `make bitstream` makes one")

    with tempfile.TemporaryDirectory(dir="build") as name:
        work = pathlib.Path(name)
        config = unpack(options.source, work / "in.config")
        _, _, identity = identity_ram(config)
        if options.target is None:
            who = ":".join(f"{b:02x}" for b in identity[16:22]) if identity[16:22] != NULL else "nobody yet"
            print(f"{options.source}: {who}, board {int.from_bytes(identity[22:24], 'big')}")
            return 0
        if not re.fullmatch(r"([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}", options.address):
            fail(f"address '{options.address}' is not six bytes as 02:a3:b1:57:0c:4e")
        address = bytes.fromhex(options.address.replace(":", ""))
        if address == NULL or address[0] & 1:
            fail(f"address '{options.address}' is null or a group: no board can have it")
        if not 0 <= options.number <= 0xFFFF:
            fail(f"number {options.number} is not from 0 to 65535")
        tool("ecppack", "--compress", "--input", work / "in.config", "--bit", work / "same.bit")
        if (work / "same.bit").read_bytes() != options.source.read_bytes():
            fail(f"{options.source} does not come out as it went in: it was not made by make bitstream")
        (work / "out.config").write_text(patched(config, address, options.number), encoding="utf-8")
        tool("ecppack", "--compress", "--input", work / "out.config", "--bit", work / "out.bit")
        if unpack(work / "out.bit", work / "again.config") != (work / "out.config").read_text(encoding="utf-8"):
            fail("the patched bitstream is not what was asked for")
        options.target.write_bytes((work / "out.bit").read_bytes())
    print(f"{options.target}: {options.address}, board {options.number}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
