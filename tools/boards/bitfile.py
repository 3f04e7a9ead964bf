"""What is in a finished bitstream: for which FPGA and which board it is, and whose address it bears.

The trellis tools take it apart; they see relative paths only, so this works in the repository root, on files below it.
A bitstream says for which board it is in its USERCODE, as FPGAs of several boards are the same: `code` of the board's name.
Who it is stands in the block RAM of boards/ecp5/ecp5_identity.v, found by its first sixteen bytes.
"""
import dataclasses
import pathlib
import re
import subprocess
import tempfile
import zlib

BIN = pathlib.Path("build/venv/bin")
MARK = bytes.fromhex("416D6F65626F7821C3A59617E8D2B4F0")
NULL = bytes(6)


class Wrong(Exception):
    """One sentence, without its full stop."""


def code(board: str) -> int:
    return zlib.crc32(board.encode())


def tool(name: str, *arguments) -> str:
    done = subprocess.run([BIN / f"yowasp-{name}", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Wrong(f"{name} does not understand the file: {(done.stdout.strip().splitlines() or ['no word of why'])[-1].rstrip('.')}")
    return done.stdout


@dataclasses.dataclass
class Bitfile:
    config: str    # as text
    idcode: int    # of the FPGA
    usercode: int  # 0: not said

    def identity_ram(self) -> tuple[int, int, bytes]:
        """Where in the text the RAM's words stand (begin, end), and the 24 bytes."""
        found = []
        for match in re.finditer(r"^\.bram_init \d+\n((?:[0-9a-f ]+\n)+)", self.config, re.MULTILINE):
            words = [int(word, 16) for word in match[1].split()]
            if bytes(word & 255 for word in words[:16]) == MARK and not any(word >> 8 for word in words[:24]):
                found.append((match.start(1), match.end(1), bytes(words[:24])))
        if len(found) != 1:
            raise Wrong(f"the bitstream has {len(found)} identity RAMs, expected one: is it of a board of this project")
        return found[0]

    def address(self) -> bytes:
        """NULL: nobody's yet."""
        return self.identity_ram()[2][16:22]

    def number(self) -> int:
        return int.from_bytes(self.identity_ram()[2][22:24], "big")


def text(address: bytes) -> str:
    return ":".join(f"{byte:02x}" for byte in address)


def read(bitstream: pathlib.Path) -> Bitfile:
    with tempfile.TemporaryDirectory(dir="build") as name:
        config = pathlib.Path(name) / "config"
        said = tool("ecpunpack", "--input", bitstream, "--textcfg", config)
        idcode = re.search(r"device ID: 0x([0-9a-f]+)", said)
        usercode = re.search(r"set USERCODE to 0x([0-9a-f]+)", said)
        if not idcode:
            raise Wrong("the bitstream does not say for which FPGA it is")
        return Bitfile(config.read_text(encoding="utf-8"), int(idcode[1], 16), int(usercode[1], 16) if usercode else 0)


def packed(file: Bitfile) -> bytes:
    with tempfile.TemporaryDirectory(dir="build") as name:
        config, bitstream = pathlib.Path(name) / "config", pathlib.Path(name) / "bit"
        config.write_text(file.config, encoding="utf-8")
        tool("ecppack", "--compress", "--usercode", file.usercode, "--input", config, "--bit", bitstream)
        return bitstream.read_bytes()
