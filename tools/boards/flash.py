"""make flash: a finished bitstream into a board's FPGA, or into its flash, by openFPGALoader.

    flash.py --board boards/NAME --image FILE [--to memory|flash] [--cable "NAME OPTIONS..."]

Says what it will do, and does it only if image, FPGA and board agree.  Status 0: it is done and was read back (flash) or
the FPGA says so (memory); 1: one sentence says what is missing, and nothing was written, or that writing failed.
--cable takes a cable's name as openFPGALoader knows it, and options for it; without it the board's own cable.
"""
import argparse
import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import tomllib

import bitfile
from bitfile import BIN, Wrong

LOADER = BIN / "openfpgaloader-cli"
PARTS = {0x21111043: "LFE5U-12F", 0x41111043: "LFE5U-25F", 0x41112043: "LFE5U-45F", 0x41113043: "LFE5U-85F",
         0x81112043: "LFE5UM5G-45F", 0x81113043: "LFE5UM5G-85F"}
USB, NODES = pathlib.Path("/sys/bus/usb/devices"), pathlib.Path("/dev/bus/usb")
RULES = "/etc/udev/rules.d/60-fpga-cable.rules"


def part(idcode: int) -> str:
    return f"{PARTS.get(idcode, 'an unknown part')} ({idcode:#010x})"


def loader(*words: str) -> tuple[int, str, str]:
    done = subprocess.run([LOADER, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return done.returncode, done.stdout, done.stderr


# ---- the image
def check_image(image: pathlib.Path, board: dict) -> bitfile.Bitfile:
    if not image.is_file():
        raise Wrong(f"there is no image {image}: `make bitstream` and `make identity` make one")
    file = bitfile.read(image)
    if file.usercode != bitfile.code(board["name"]):
        raise Wrong(f"{image} is not an image for {board['name']}, but for another board")
    if file.idcode != board["idcode"]:
        raise Wrong(f"{image} is for {part(file.idcode)}, but {board['name']} has {part(board['idcode'])}")
    if file.address() == bitfile.NULL:
        raise Wrong(f"{image} has no address, and a box without one lets nothing through: `make identity` gives it one")
    return file


# ---- the cable
@dataclasses.dataclass
class Cable:
    name: str
    words: list[str]
    usb: tuple[int, int] | None  # vendor and product; None: it is not a USB device


def table(option: str) -> dict[str, str]:
    """openFPGALoader's list: name, and the word beside it."""
    rows = (line.split() for line in loader(option)[1].splitlines())
    return {row[0]: row[1] for row in rows if len(row) >= 2}


def find_cable(words: list[str], board: dict) -> Cable:
    known = table("--list-cables")
    if words:
        name, given = words[0], ["-c", *words]
    else:
        at = board["flash"].index("-b") + 1
        name, given = table("--list-boards").get(board["flash"][at], "Undefined"), []
        if name == "Undefined":
            raise Wrong(f"{board['name']} has no JTAG cable of its own: name yours, as in CABLE=ft232 "
                        f"(`{LOADER} --list-cables` has their names)")
    if name not in known:
        raise Wrong(f"openFPGALoader knows no cable '{name}': `{LOADER} --list-cables` has their names")
    vendor, product = (int(number, 16) for number in known[name].removeprefix("0x").split(":"))
    return Cable(name, given, (vendor, product) if vendor else None)


def check_usb(cable: Cable, usb: pathlib.Path = USB, nodes: pathlib.Path = NODES) -> None:
    """Is it plugged in, and may we open it?"""
    if cable.usb is None:
        return
    identity = "{:04x}:{:04x}".format(*cable.usb)

    def number(device: pathlib.Path, name: str, base: int) -> int:
        return int((device / name).read_text(encoding="ascii"), base)

    found = []
    for device in sorted(usb.iterdir()) if usb.is_dir() else []:
        try:
            if (number(device, "idVendor", 16), number(device, "idProduct", 16)) == cable.usb:
                found.append(nodes / f"{number(device, 'busnum', 10):03}" / f"{number(device, 'devnum', 10):03}")
        except (OSError, ValueError):
            continue  # a hub's interface, or just unplugged
    if not found:
        raise Wrong(f"no cable {cable.name} (USB {identity}) is plugged into this computer")
    if not any(os.access(node, os.R_OK | os.W_OK) for node in found):
        vendor, product = identity.split(":")
        raise Wrong(f"the cable {cable.name} is plugged in, but {found[0]} is not yours to open: put the line "
                    f'SUBSYSTEM=="usb", ATTR{{idVendor}}=="{vendor}", ATTR{{idProduct}}=="{product}", TAG+="uaccess" '
                    f"into {RULES}, run `udevadm control --reload`, and plug it in again")


# ---- the board
def check_fpga(cable: Cable, board: dict) -> None:
    status, out, error = loader(*board["flash"], *cable.words, "--detect")
    if status != 0 and "stuck" not in error:
        raise Wrong(f"the cable {cable.name} does not open: {(error.strip().splitlines() or ['no word of why'])[-1]}")
    found = [int(word, 16) for word in re.findall(r"^\s*idcode\s+(0x[0-9a-f]+)", out, re.MULTILINE)]
    if not found:
        raise Wrong(f"no FPGA answers at the end of {cable.name}: has the board power, and are TCK, TMS, TDI, TDO and ground "
                    f"wired as in boards/{board['name']}/README.md")
    if found != [board["idcode"]]:
        raise Wrong(f"at the end of {cable.name} is {' and '.join(map(part, found))}, but {board['name']} "
                    f"has {part(board['idcode'])}: nothing was written")


def write(image: pathlib.Path, cable: Cable, board: dict, flash: bool) -> None:
    words = [*board["flash"], *cable.words, *(["-f", "--verify"] if flash else ["-m"]), str(image)]
    done = subprocess.run([LOADER, *words], stdout=None if sys.stdout.isatty() else subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        where = "the flash may hold half of it, so do not leave it so" if flash else "the FPGA may be without configuration"
        lines = done.stderr.strip().splitlines() or ["no word of why"]
        raise Wrong(f"writing failed ({lines[0]}), {where}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--board", type=pathlib.Path, required=True)
    parser.add_argument("--image", type=pathlib.Path, required=True)
    parser.add_argument("--to", default="memory")
    parser.add_argument("--cable", default="")
    options = parser.parse_args()
    board = tomllib.loads((options.board / "board.toml").read_text(encoding="utf-8"))
    try:
        if options.to not in ("memory", "flash"):
            raise Wrong(f"TO is '{options.to}', expected memory or flash")
        file = check_image(options.image, board)
        cable = find_cable(options.cable.split(), board)
        check_usb(cable)
        check_fpga(cable, board)
        flash = options.to == "flash"
        print(f"  image   {options.image}\n"
              f"  board   {board['name']}, address {bitfile.text(file.address())}, number {file.number()}\n"
              f"  FPGA    {part(board['idcode'])}, at the end of {cable.name}\n"
              f"  into    {'its flash, from 0 on, and read back; starts with every power-up' if flash else 'its memory; gone without power'}",
              flush=True)
        write(options.image, cable, board, flash)
    except Wrong as wrong:
        sys.exit(f"flash: {wrong}.")
    print("  done    " + ("it runs what the flash holds" if flash else "it runs"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
