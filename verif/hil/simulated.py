"""A board for `hil` without a board: the box in Verilog between two veth pairs in a network namespace of its own, or, with
--node, a node of the simulator on one.

    simulated.py BUILD_DIRECTORY [--node [--kernel NAME]] [--wire] [--local] [--stretch N] [hil's options]

Where namespaces are refused, or with --local, the two cables are local sockets, and it says so.  Exit status: that of hil.
"""
import os
import pathlib
import signal
import socket
import subprocess
import sys

sys.path.append("verif/common")
from cables import wait_for_links  # noqa: E402

INSIDE = "AMOEBOX_INSIDE_NAMESPACE"
STRETCH = 2000  # a busy computer carries out some 100,000 cycles of 8 ns a second, an idle one four times as many
PAIRS = (("net0", "net1"), ("host0", "host1"))  # this side, the box's


def namespace_is_possible() -> bool:
    try:
        return subprocess.run(["unshare", "-rn", "ip", "link", "add", "x0", "type", "veth", "peer", "name", "x1"],
                              capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def make_cables() -> None:
    for here, there in PAIRS:
        subprocess.run(["ip", "link", "add", here, "type", "veth", "peer", "name", there], check=True)
        for name in (here, there):
            # Nothing is to be on these cables but what the test sends.
            ipv6 = pathlib.Path(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6")
            if ipv6.exists():
                ipv6.write_text("1")
            subprocess.run(["ip", "link", "set", name, "arp", "off", "up"], check=True)
    wait_for_links(*(name for pair in PAIRS for name in pair))


def take(arguments: list[str], flag: str) -> bool:
    found = flag in arguments
    while flag in arguments:
        arguments.remove(flag)
    return found


def run(build: pathlib.Path, arguments: list[str], node: bool, kernel: list[str], wire: bool, local: bool) -> int:
    box = [str(build / ("bin/hil_node" if node else "bin/hil_box")), *(["--wire"] if wire else []), *kernel]
    if node:
        box += ["--build", str(build)]
    sides = 1 if node else 2
    ours, its = [], []
    if local:
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in PAIRS[:sides]]
        ours, its = ([pair[side] for pair in pairs] for side in (0, 1))
        box += ["--local", *(str(end.fileno()) for end in reversed(its))]
        interfaces = ",".join(f"local:{end.fileno()}" for end in ours)
        note = "simulated; local sockets in place of cables"
    else:
        make_cables()
        box += ["host1", "net1"][2 - sides:]
        interfaces = ",".join(["net0", "host0"][:sides])
        note = "simulated; veth pairs in a network namespace"
    # It ends when its standard input does, so whatever happens to this program.
    process = subprocess.Popen(box, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, pass_fds=[s.fileno() for s in its])
    for end in its:
        end.close()
    try:
        first, *here = process.stdout.readline().split() or [""]
        if first != "open":
            print("hil: infrastructure error: the simulated box has not begun.", file=sys.stderr)
            return 3
        command = [str(build / "bin/hil"), "--board", "sim-node" if node else "sim", "--interface", interfaces, "--note", note,
                   "--power", f"kill -{signal.SIGUSR1.value} {process.pid}", *(["--fbox", "wire"] if wire else []),
                   *(["--service", here[0], "--address", here[1]] if node else []), *arguments]
        return subprocess.run(command, pass_fds=[s.fileno() for s in ours]).returncode
    finally:
        process.stdin.close()
        process.wait(timeout=60)


def main() -> int:
    arguments = sys.argv[2:]
    build = pathlib.Path(sys.argv[1])
    if INSIDE not in os.environ and "--local" not in arguments:
        if namespace_is_possible():
            os.environ[INSIDE] = "1"
            os.execvp("unshare", ["unshare", "-rn", sys.executable, *sys.argv])
        print("hil: network namespaces are refused here: local sockets take the place of cables.", file=sys.stderr)
    local = take(arguments, "--local") or INSIDE not in os.environ
    node, wire = take(arguments, "--node"), take(arguments, "--wire")
    kernel = []
    if "--kernel" in arguments:
        at = arguments.index("--kernel")
        kernel = arguments[at:at + 2]
        del arguments[at:at + 2]
    if "--stretch" not in arguments:
        arguments += ["--stretch", str(STRETCH)]
    return run(build, arguments, node, kernel, wire, local)


if __name__ == "__main__":
    sys.exit(main())
