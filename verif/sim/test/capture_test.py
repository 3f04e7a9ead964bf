"""What the simulator captured, as Wireshark shows it: capture_test.py CAPTURE RESULTS RUN

CAPTURE is the pcapng of run RUN of a scenario with clients, RESULTS the scenario's results.  With tshark and the generated
dissector: every frame that crossed a link is there and is dissected, kinds and ports fit together, checksums are good.
Last line: 'N passed, N failed'.
"""

import collections
import json
import pathlib
import subprocess
import sys

LUA = "tools/wireshark/amoebox.lua"
KINDS = ["", "REQUEST", "REPLY", "DATA", "GRANT", "ACK", "NAK", "ENQUIRY", "ALIVE", "LOCATE", "HERE_IS", "NOT_HERE"]
FIELDS = ["frame.interface_name", "eth.src", "eth.dst", "amoebox.kind", "amoebox.port", "amoebox.reply", "amoebox.transaction",
          "amoebox.malformed", "eth.fcs.status", "_ws.lua.error"]
results = json.loads(pathlib.Path(sys.argv[2]).read_text())
run = next(run for run in results["runs"] if run["name"] == sys.argv[3])
passed = failed = 0


def check(good: bool, what: str) -> None:
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f"FAILED: {what}")


def read() -> list[dict[str, str]]:
    command = ["tshark", "-n", "-o", "eth.check_fcs:TRUE", "-X", f"lua_script:{LUA}", "-r", sys.argv[1], "-T", "fields"]
    for field in FIELDS:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True)
    check(done.returncode == 0, f"tshark reads the capture: {done.stderr}")
    return [dict(zip(FIELDS, line.split("\t"))) for line in done.stdout.splitlines()]


frames = read()
by_link = collections.Counter(frame["frame.interface_name"] for frame in frames)
expected = {link["link"]: link["frames"] for link in run["links"]}
check(all(by_link[link] == count for link, count in expected.items() if link.startswith("from ")),
      f"as many frames from each board as the results say: {dict(by_link)}, {expected}")
check(all(not frame["_ws.lua.error"] for frame in frames), "the dissector raises no error")
check(all(not frame["amoebox.malformed"] for frame in frames), "no frame is malformed")
check(all(frame["eth.fcs.status"] in ("1", "Good") for frame in frames),
      f"every checksum is good: {collections.Counter(frame['eth.fcs.status'] for frame in frames)}")

kinds = collections.Counter(KINDS[int(frame["amoebox.kind"])] for frame in frames if frame["amoebox.kind"])
print("kinds:", ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
check(sum(kinds.values()) == len(frames), "every frame is Amoebox's")
check({"LOCATE", "HERE_IS", "REQUEST", "REPLY", "DATA", "ACK"} <= set(kinds), "the kinds of locating and of long messages are seen")

# What the honest boards have sent: a thief's frames keep no rule but those of its box.
sent = [frame for frame in frames if frame["frame.interface_name"].startswith("from ") and frame["frame.interface_name"] != "from thief"]
named = [(KINDS[int(frame["amoebox.kind"])], frame) for frame in sent]
located = {frame["amoebox.port"] for kind, frame in named if kind == "LOCATE"}
served = {frame["amoebox.reply"] for kind, frame in named if kind == "REPLY"}
asked = {frame["amoebox.port"] for kind, frame in named if kind == "REQUEST"}
check(served and served <= asked <= located, "who replies shows a port that was asked, which had been located")
requests = {(frame["amoebox.reply"], frame["amoebox.transaction"]) for kind, frame in named if kind == "REQUEST"}
everyone = {(frame["amoebox.reply"], frame["amoebox.transaction"]) for frame in frames if KINDS[int(frame["amoebox.kind"])] == "REQUEST"}
replies = {(frame["amoebox.port"], frame["amoebox.transaction"]) for kind, frame in named if kind == "REPLY"}
check(replies and replies <= everyone, "a reply goes to the reply port of its request")
check(len({port for port, _ in requests}) == len({transaction for _, transaction in requests}) > 1,
      "every transaction has a reply port of its own")
check(all(frame["eth.dst"] == "ff:ff:ff:ff:ff:ff" for kind, frame in named if kind == "LOCATE") and
      all(frame["eth.dst"] != "ff:ff:ff:ff:ff:ff" for kind, frame in named if kind != "LOCATE"), "only LOCATE is broadcast")
print(f"{passed} passed, {failed} failed")
sys.exit(bool(failed))
