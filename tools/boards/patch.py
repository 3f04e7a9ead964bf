"""make identity: writes a board's address and number into a finished bitstream, and changes nothing else.

    patch.py IN.bit OUT.bit --address 02:a3:b1:57:0c:4e --number 17
    patch.py IN.bit                                            says who it is

Taken apart and put together again (tools/boards/bitfile.py), it must first come out as it went in, bit for bit.
"""
import argparse
import dataclasses
import pathlib
import re
import sys

import bitfile
from bitfile import NULL, Bitfile, Wrong


def patched(file: Bitfile, address: bytes, number: int) -> Bitfile:
    begin, end, _ = file.identity_ram()
    words = file.config[begin:end].split()
    words[16:24] = [f"{byte:03x}" for byte in address + number.to_bytes(2, "big")]
    lines = [" ".join(words[i:i + 8]) for i in range(0, len(words), 8)]
    return dataclasses.replace(file, config=file.config[:begin] + "\n".join(lines) + "\n" + file.config[end:])


def write(source: pathlib.Path, target: pathlib.Path, address_text: str, number: int) -> None:
    if not re.fullmatch(r"([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}", address_text):
        raise Wrong(f"address '{address_text}' is not six bytes as 02:a3:b1:57:0c:4e")
    address = bytes.fromhex(address_text.replace(":", ""))
    if address == NULL or address[0] & 1:
        raise Wrong(f"address '{address_text}' is null or a group: no board can have it")
    if not 0 <= number <= 0xFFFF:
        raise Wrong(f"number {number} is not from 0 to 65535")
    file = bitfile.read(source)
    if bitfile.packed(file) != source.read_bytes():
        raise Wrong(f"{source} does not come out as it went in: it was not made by make bitstream")
    wanted = patched(file, address, number)
    target.write_bytes(bitfile.packed(wanted))
    if bitfile.read(target) != wanted:
        target.unlink()
        raise Wrong("the patched bitstream is not what was asked for")
    print(f"{target}: {bitfile.text(address)}, board {number}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("target", type=pathlib.Path, nargs="?")
    parser.add_argument("--address", default="")
    parser.add_argument("--number", type=int, default=-1)
    options = parser.parse_args()
    try:
        if not options.source.is_file():
            raise Wrong(f"there is no file {options.source}: `make bitstream` makes one")
        if options.target:
            write(options.source, options.target, options.address, options.number)
        else:
            file = bitfile.read(options.source)
            who = bitfile.text(file.address()) if file.address() != NULL else "nobody yet"
            print(f"{options.source}: {who}, board {file.number()}")
    except Wrong as wrong:
        sys.exit(f"patch: {wrong}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
