"""inline-box against the Verilated wall-socket box over real interfaces of Linux: two veth pairs in a network namespace of
its own.   host_test.py INLINE_BOX HIL_BOX F PORT_BYTES

Where namespaces are refused it says so and tries only what needs none.
"""
import os
import pathlib
import re
import select
import socket
import subprocess
import sys
import time

sys.path.append("verif/common")
from cables import wait_for_links  # noqa: E402

INSIDE = "AMOEBOX_INSIDE_NAMESPACE"
PATIENCE = "20000"
passed = failed = 0


def check(what: str, good: bool, more: str = "") -> None:
    global passed, failed
    passed, failed = passed + good, failed + (not good)
    if not good:
        print(f"{what}: {more}")


def run(*command: str, text: str = "") -> tuple[int, str, str]:
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def errors(inline: str) -> None:
    for arguments, wanted in [(["nosuch0", "status"], "there is no interface 'nosuch0'"),
                              (["a-name-that-is-too-long", "status"], "cannot be the name of an interface"),
                              (["lo", "status"], "is not an Ethernet")]:
        status, _, error = run(inline, *arguments)
        check(f"inline-box {' '.join(arguments)}", status == 1 and wanted in error and error.count("\n") == 1, error)
    status, _, error = run(inline, "lo", "arm")
    check("inline-box arm without a port", status == 2, error)


def frame(kind: int, to: str, reply: str, port: str, board: str = "0000") -> str:
    """A header alone, or with an empty message (kinds 1 and 2), in hexadecimal digits."""
    width = len(port)
    head = to + "020000000001" + "88b5" + "01" + f"{kind:02x}" + "0000" + board + "0000"
    return head + reply + port + "00" * (12 + 16) + ("00" * (width + 24) if kind in (1, 2) else "")


def inside(inline: str, cables: str, f_tool: str, port_bytes: int) -> None:
    def ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True)

    for here, there in (("host0", "host1"), ("net0", "net1")):
        ip("link", "add", here, "type", "veth", "peer", "name", there)
        for name in (here, there):
            pathlib.Path(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6").write_text("1")
            ip("link", "set", name, "arp", "off")
    status, _, error = run(inline, "host0", "status")
    check("an interface that is down", status == 1 and "is down" in error, error)
    ip("link", "set", "host0", "up")
    status, _, error = run(inline, "host0", "status")
    check("an interface without a link", status == 1 and "has no link" in error, error)
    for name in ("host1", "net0", "net1"):
        ip("link", "set", name, "up")
    wait_for_links("host0", "host1", "net0", "net1")
    status, _, error = run(inline, "host0", "--patience", "20", "status")
    check("nobody answers", status == 1 and "does not answer" in error, error)
    # An ordinary user: the same program without the right to raw frames.
    done = subprocess.run(["setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw", inline, "host0", "status"],
                          capture_output=True, text=True)
    check("not permitted", done.returncode == 1 and "not permitted" in done.stderr, done.stderr)

    # In a pipe that ends with this program, whatever happens to it.
    box = subprocess.Popen([cables, "host1", "net1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    net = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x88B5))
    net.bind(("net0", 0x88B5))

    def arrived(seconds: float) -> str:
        ready, _, _ = select.select([net], [], [], seconds)
        return net.recv(2048).hex() if ready else ""

    def box_command(*words: str, text: str = "") -> tuple[int, str, str]:
        return run(inline, "host0", "--patience", PATIENCE, *words, text=text)

    try:
        check("the box opens", box.stdout.readline() == "open\n")
        status, out, error = box_command("status")
        check("status", status == 0 and "in the wall socket" in out and "open" in out and f"{8 * port_bytes} bits" in out, out + error)
        words = dict(line.split(None, 1) for line in out.splitlines())
        address = words["address"].strip()

        get, other = "a5" * port_bytes, "3c" * port_bytes
        put = run(f_tool, "--use", "port", "--width", str(8 * port_bytes), get)[1].strip()
        status, out, error = box_command("arm", "-", "--service", text=get + "\n")
        armed = re.fullmatch(rf"put-port {put} entry (\d+) serial 1\n", out)
        check("arm", status == 0 and armed is not None, out + error)
        entry = armed[1] if armed else "0"
        status, out, error = box_command("arm", get)
        check("arm twice", status == 1 and "armed already" in error, out + error)
        check("arm nothing", "null port" in box_command("arm", "00" * port_bytes)[2])
        check("half a port", box_command("arm", "a5")[0] == 2)

        # Out: F is applied, the box's address is the source.
        status, _, error = box_command("send", frame(1, "021122334455", get, other))
        seen = arrived(20)
        check("send", status == 0 and put in seen and get not in seen and seen[12:24] == address, seen + error)
        # In: for the armed port, and not for another.
        receiver = subprocess.Popen([inline, "host0", "receive", "--seconds", "60"], stdout=subprocess.PIPE, text=True)
        index = str(socket.if_nametoindex("host0"))
        while receiver.poll() is None and not any(line.split()[4] == index for line in
                                                  pathlib.Path("/proc/net/packet").read_text().splitlines()[1:]):
            time.sleep(0.01)  # until it listens
        for port in (other, put):
            net.send(bytes.fromhex(frame(1, address, other, port)))
        got = receiver.communicate(timeout=90)[0].strip()
        check("receive", got == frame(1, address, other, put), got)

        check("disarm", box_command("disarm", entry)[0] == 0)
        check("disarm twice", "no such entry" in box_command("disarm", entry)[2])
        status, out, error = box_command("status")
        counts = dict(line.split() for line in out.splitlines() if len(line.split()) == 2)
        check("counters", (counts.get("OUT_SENT"), counts.get("IN_DELIVERED"), counts.get("IN_DROP_UNARMED")) == ("1", "1", "1"), out)
        before = counts["epoch"]
        check("restart", box_command("restart")[0] == 0)
        check("a new epoch", before not in box_command("status")[1])
        check("disarm-owner", box_command("disarm-owner", "3")[0] == 0)
    finally:
        box.stdin.close()
        check("the box ends with its input", box.wait(timeout=60) == 0)


def main() -> int:
    inline, cables, f_tool, port_bytes = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    if INSIDE not in os.environ:
        if subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0:
            os.environ[INSIDE] = "1"
            os.execvp("unshare", ["unshare", "-rn", sys.executable, *sys.argv])
        print("network namespaces are refused here: only errors are tried, no cable")
    errors(inline)
    if INSIDE in os.environ:
        inside(inline, cables, f_tool, port_bytes)
    return report()


def report() -> int:
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
