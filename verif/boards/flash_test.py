"""make flash with the real openFPGALoader, against the model of a board in jtag_board.py.
    flash_test.py BUILD_DIRECTORY CONFIG

CONFIG is a routed design with an identity RAM, as text.
"""
import os
import pathlib
import stat
import subprocess
import sys
import tempfile

sys.path.insert(0, "tools/boards")
import bitfile  # noqa: E402
import flash  # noqa: E402
from jtag_board import PREAMBLE, JtagBoard  # noqa: E402

IDCODE, ADDRESS = 0x41111043, "02:a3:b1:57:0c:4e"
passed = failed = 0


def check(what: str, good: bool, more: object = "") -> None:
    global passed, failed
    passed, failed = passed + good, failed + (not good)
    if not good:
        print(f"{what}: {more}")


def tool(*command) -> None:
    subprocess.run([str(c) for c in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def images(build: pathlib.Path, config: pathlib.Path) -> dict[str, pathlib.Path]:
    """A small design as image of a board: named, nobody's, another board's, half of it."""
    build.mkdir(parents=True, exist_ok=True)
    found = {name: build / f"{name}.bit" for name in ("named", "nobody", "other", "half")}
    for name, board in (("nobody", "colorlight-5a75b"), ("other", "other")):
        tool(bitfile.BIN / "yowasp-ecppack", "--compress", "--usercode", bitfile.code(board), "--input", config, "--bit", found[name])
    tool(sys.executable, "tools/boards/patch.py", found["nobody"], found["named"], "--address", ADDRESS, "--number", "17")
    found["half"].write_bytes(found["named"].read_bytes()[:5000])
    return found


def make_flash(image, *options: str, board: JtagBoard | None = None, at="boards/colorlight-5a75b") -> tuple[int, str]:
    cable = ["--cable", f"xvc-client --ip 127.0.0.1 --port {board.port}"] if board else []
    done = subprocess.run([sys.executable, "tools/boards/flash.py", "--board", str(at), "--image", str(image),
                           *cable, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def written(image: pathlib.Path) -> None:
    data = image.read_bytes()
    stream = data[data.index(PREAMBLE):]
    board = JtagBoard(IDCODE)
    board.start()
    status, out = make_flash(image, board=board)
    check("into memory", status == 0 and f"address {ADDRESS}, number 17" in out and "gone without power" in out, out)
    configured = board.fpga.configured
    check("the FPGA has got every bit of it", configured[configured.find(PREAMBLE):] == stream)
    check("the flash is as it was", not board.fpga.flash.memory.strip(b"\xff"))

    status, out = make_flash(image, "--to", "flash", board=board)
    memory = bytes(board.fpga.flash.memory)
    begin = memory.find(PREAMBLE)
    check("into flash", status == 0 and "read back" in out, out)
    check("the flash has every bit of it", memory[begin:begin + len(stream)] == stream and begin < 64)
    check("and the FPGA starts from it", board.fpga.status & 0x100 != 0, hex(board.fpga.status))

    board.fpga.flash.keeps = 0x7F
    status, out = make_flash(image, "--to", "flash", board=board)
    check("a flash that does not keep what is written", status == 1 and "writing failed" in out and "half of it" in out, out)
    board.stop()


def refused(build: pathlib.Path, image: dict[str, pathlib.Path]) -> None:
    good = image["named"]

    def refuse(sentence: str, path, *options: str, board: JtagBoard | None = None) -> None:
        if board:
            board.start()
        status, out = make_flash(path, *options, board=board)
        check(f"refused: {sentence}", status == 1 and sentence in out and out.count("\n") == 1, out)
        if board:
            board.stop()
            check(f"nothing was written: {sentence}", board.fpga is None or
                  (not board.fpga.configured and not board.fpga.flash.memory.strip(b"\xff")))

    refuse("there is no image", "build/nothing.bit")
    refuse("does not understand the file", image["half"])
    refuse("but for another board", image["other"])
    refuse("has no address", image["nobody"])
    refuse("TO is 'disk'", good, "--to", "disk")
    refuse("has no JTAG cable of its own", good)
    refuse("knows no cable 'wire'", good, "--cable", "wire")
    refuse("no FPGA answers", good, board=JtagBoard(None))
    refuse("is LFE5U-45F (0x41112043), but colorlight-5a75b has LFE5U-25F", good, board=JtagBoard(0x41112043))
    larger = build / "larger"
    larger.mkdir(exist_ok=True)
    text = pathlib.Path("boards/colorlight-5a75b/board.toml").read_text()
    (larger / "board.toml").write_text(text.replace("0x41111043", "0x41112043"))
    status, out = make_flash(good, at=larger)
    check("refused: image for another FPGA", status == 1 and
          "is for LFE5U-25F (0x41111043), but colorlight-5a75b has LFE5U-45F" in out and out.count("\n") == 1, out)
    closed = JtagBoard(IDCODE)
    closed.stop()
    status, out = make_flash(good, board=closed)
    check("refused: the cable does not open", status == 1 and "does not open" in out and out.count("\n") == 1, out)


def cables() -> None:
    """What the system says of USB devices, as files."""
    cable = flash.Cable("ft232", [], (0x0403, 0x6014))

    def complaint(usb: pathlib.Path, nodes: pathlib.Path) -> str:
        try:
            flash.check_usb(cable, usb, nodes)
        except bitfile.Wrong as wrong:
            return str(wrong)
        return ""

    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        usb, node = root / "usb", root / "nodes/003/011"
        check("without USB", "no cable ft232 (USB 0403:6014) is plugged" in complaint(usb, root / "nodes"))
        for device, identity in (("1-1", (0x1D6B, 2)), ("3-2", cable.usb)):
            (usb / device).mkdir(parents=True)
            for file, text in zip(("idVendor", "idProduct", "busnum", "devnum"), (*(f"{n:04x}" for n in identity), "3", "11")):
                (usb / device / file).write_text(text + "\n")
        (usb / "3-2:1.0").mkdir()
        node.parent.mkdir(parents=True)
        node.touch()
        check("plugged in", complaint(usb, root / "nodes") == "", complaint(usb, root / "nodes"))
        node.chmod(0)
        for path in (root, usb, node.parent.parent, node.parent):
            path.chmod(path.stat().st_mode | stat.S_IRWXO)
        child = os.fork()
        if child == 0:  # root may open everything
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            said = complaint(usb, root / "nodes")
            os._exit(0 if "not yours to open" in said and 'ATTR{idVendor}=="0403", ATTR{idProduct}=="6014"' in said else 1)
        check("not permitted", os.waitpid(child, 0)[1] == 0)


def main() -> int:
    build = pathlib.Path(sys.argv[1])
    image = images(build, pathlib.Path(sys.argv[2]))
    written(image["named"])
    refused(build, image)
    cables()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
