"""hil against the simulated box, with its F-box and without, and hil given nonsense.   hil_test.py BUILD_DIRECTORY

Last line: 'N passed, N failed'.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

sys.path.append("verif/common")
from cables import wait_for_links  # noqa: E402

INSIDE = "AMOEBOX_INSIDE_NAMESPACE"
build = pathlib.Path(sys.argv[1])
HIL, SIMULATED = str(build / "bin/hil"), [sys.executable, "verif/hil/simulated.py", str(build)]
passed = failed = 0


def check(what: str, good: bool, more: object = "") -> None:
    global passed, failed
    passed, failed = passed + good, failed + (not good)
    if not good:
        print(f"{what}: {more}")


def run(*command: str) -> tuple[int, str, str]:
    environment = {name: value for name, value in os.environ.items() if name != INSIDE}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    return done.returncode, done.stdout, done.stderr


def simulated(directory: str, *options: str) -> tuple[int, dict, str]:
    status, out, error = run(*SIMULATED, *options, "--json", f"{directory}/r.json", "--junit", f"{directory}/r.xml")
    result = json.loads(pathlib.Path(directory, "r.json").read_text())
    suite = xml.parse(f"{directory}/r.xml").getroot()
    bad = sum(test["verdict"] in ("FAILED", "INFRASTRUCTURE") for test in result["tests"])
    check(f"{options}: JUnit says the same", int(suite.get("tests")) == len(suite) and
          int(suite.get("failures")) + int(suite.get("errors")) == max(bad, status == 3), suite.attrib)
    check(f"{options}: a line of the table for each test", all(f"\n{test['name']} " in out for test in result["tests"]), out)
    return status, result, out + error


def verdicts(result: dict, sort: str) -> dict[str, str]:
    """Of the tests that a box in the wall socket can have: it has no kernel server."""
    return {test["name"]: test["verdict"] for test in result["tests"]
            if test["sort"] == sort and not any("SERVICE=" in need for need in test["needs"])}


def suites(directory: str) -> None:
    status, box, text = simulated(directory)
    check("with the F-box: status", status == 0 and box["status"] == 0, text)
    here = "veth" in box["note"]
    spoilt = {"bad-checksum", "half-frame"}
    attacks = verdicts(box, "attack")
    check("every attack is refused", len(attacks) >= 40 and
          all(verdict == ("not expressible" if here and name in spoilt else "passed") for name, verdict in attacks.items()), attacks)
    check("what is lawful works", set(verdicts(box, "lawful").values()) == {"passed"}, text)
    check("what is expected happens", len(verdicts(box, "expected")) >= 6 and set(verdicts(box, "expected").values()) == {"expected"}, text)

    status, wire, text = simulated(directory, "--wire")
    check("without it: status", status == 0, text)
    control = verdicts(wire, "attack")
    check("the same attacks", control.keys() == attacks.keys())
    check("every attack succeeds, or the line says why it cannot",
          set(control.values()) <= {"succeeded", "cannot succeed", "not expressible"} and
          list(control.values()).count("succeeded") >= 30 and all(test["seen"] for test in wire["tests"]), text)

    status, local, text = simulated(directory, "--local", "--only", "^(bad-checksum|half-frame|serve)$")
    check("over local sockets, where frames can be spoilt", status == 0 and "local sockets" in local["note"] and
          [test["verdict"] for test in local["tests"]] == ["passed"] * 3, text)
    status, result, text = simulated(directory, "--only", "power-cycle|serve", "--power", "false")
    check("no power: infrastructure", status == 3 and "power failed" in result["infrastructure_error"] and
          "not run" in verdicts(result, "lawful").values(), text)
    status, result, text = simulated(directory, "--only", "serve", "--wire", "--fbox", "box")
    check("the test build is not taken for a box", status == 3 and "no F-box" in result["infrastructure_error"], text)


def node(directory: str) -> None:
    """A node, from the network alone, and kernels in which a defence of theirs is missing."""
    status, box, text = simulated(directory, "--node")
    tried = {test["name"]: test["verdict"] for test in box["tests"] if test["verdict"] != "not expressible"}
    check("a node: what its place can express", status == 0 and len(tried) >= 10 and set(tried.values()) == {"passed"}, text)
    if os.environ.get("PROFILE") == "classic":  # nothing in them depends on the width of a port
        return
    for kernel, attacks in (("no-epoch-check", {"stale-life"}), ("no-duplicate-filter", {"replay-at-service"})):
        status, result, text = simulated(directory, "--node", "--kernel", f"kernel-{kernel}", "--only", "|".join(attacks))
        check(f"a node, {kernel}: they succeed", status == 1 and {t["name"] for t in result["tests"] if t["verdict"] == "FAILED"} == attacks, text)


def nonsense() -> None:
    for arguments, wanted in [([], "which board"), (["--board", "x"], "--interface takes"), (["--board", "x", "--interface", "a,b,c"], "--interface takes"),
                              (["--board", "x", "--interface", "a,"], "--interface takes"), (["--board", "x", "--interface", "a,a"], "two interfaces"),
                              (["--board", "x", "--interface", "a"], "--address"),
                              (["--board", "x", "--interface", "a", "--address", "02:03"], "not an address"),
                              (["--board", "x", "--interface", "a", "--service", "12"], "not a put-port"),
                              (["--only", "("], "not a regular expression"), (["--only", "nosuch"], "no test has a name"),
                              (["--stretch", "0"], "stretch"), (["--fbox", "maybe"], "fbox"), (["--nosuch"], "nosuch")]:
        status, _, error = run(HIL, *arguments)
        check(f"hil {arguments}", status == 2 and wanted in error, (status, error))
    both = ["--board", "x", "--interface"]
    for arguments, wanted in [([*both, "nosuch0,nosuch1"], "there is no interface 'nosuch0'"), ([*both, "lo,nosuch1"], "is not an Ethernet"),
                              ([*both, "a-name-that-is-too-long,b"], "cannot be the name of an interface"),
                              ([*both, "local:99,local:98"], "is not a local socket")]:
        status, _, error = run(HIL, *arguments)
        check(f"hil {arguments}", status == 3 and wanted in error and error.count("\n") == 1, (status, error))
    status, out, _ = run(HIL, "--list")
    check("hil --list", status == 0 and "listen-on-public-port" in out and "needs" in out)


def dead_cables() -> None:
    """In a namespace: cables with nobody at their other end."""
    def ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True)

    for here, there in (("net0", "net1"), ("host0", "host1")):
        ip("link", "add", here, "type", "veth", "peer", "name", there)
    command = [HIL, "--board", "x", "--interface", "net0,host0"]

    def infrastructure(what: str, wanted: str, prefix: tuple[str, ...] = ()) -> None:
        status, _, error = run(*prefix, *command)
        check(what, status == 3 and wanted in error and error.count("\n") == 1, (status, error))

    infrastructure("an interface that is down", "'net0' is down")
    ip("link", "set", "net0", "up")
    infrastructure("an interface without a link", "'net0' has no link")
    for name in ("net1", "host0", "host1"):
        ip("link", "set", name, "up")
    wait_for_links("net0", "net1", "host0", "host1")
    infrastructure("not permitted", "not permitted", ("setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw"))
    infrastructure("nobody answers", "does not answer")
    command[-1:] = ["net0", "--address", "02:00:00:00:00:01"]
    infrastructure("a node that is silent", "for the board to say NOT_HERE")


def main() -> int:
    if INSIDE in os.environ:
        dead_cables()
    else:
        nonsense()
        if subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0:
            done = subprocess.run(["unshare", "-rn", sys.executable, *sys.argv], env=dict(os.environ, **{INSIDE: "1"}), capture_output=True, text=True)
            print(done.stdout, end="")
            check("dead cables", done.returncode == 0, done.stderr)
        else:
            print("network namespaces are refused here: no dead cable is tried")
        with tempfile.TemporaryDirectory(prefix="hil") as directory:
            suites(directory)
            node(directory)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
