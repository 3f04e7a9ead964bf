"""The RPC transcript of a run, from what the simulator captured on its links; docs/platforms.md says what it is.

  transcript.py CAPTURE RESULTS                          prints it
  transcript.py CAPTURE RESULTS CAPTURE RESULTS [CLOCKED...]   compares two; exit status 0: they are the same

A conversation is what passes between one client board and one service of one server board; its calls are in the order in which
their first REQUEST left.  In those with the services CLOCKED the client calls as often as the clock lets it: there the second run
must have no kind of message that the first has not.  It may lack some, for where there is no box the thief keeps calls from their
server and replies from coming.  Boards called "thief" keep no rules and are left out.
"""
import hashlib
import json
import struct
import sys
import tomllib
from collections import OrderedDict, namedtuple
from pathlib import Path

INTERFACE = tomllib.loads(Path("interfaces/frame.toml").read_text())
KINDS = {kind["value"]: kind["name"] for kind in INTERFACE["kind"]}
HOSTILE = "thief"


def layout(profile):
    """Name -> slice, of header and message header; the sizes of both."""
    width, fields, at, sizes = INTERFACE["profiles"][profile], {}, 0, []
    for part in ("header", "message"):
        for field in INTERFACE[part]:
            size = width if field["size"] == "port" else field["size"]
            fields[field["name"]] = slice(at, at + size)
            at += size
        sizes.append(at)
    return fields, *sizes


def packets(path):
    """(interface name, frame without its checksum), in the order of the capture."""
    data, at, names = path.read_bytes(), 0, []
    while at + 12 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        body = data[at + 8:at + size - 4]
        if kind == 1:
            code, length = struct.unpack_from("<HH", body, 8)
            if code != 2:
                raise SystemExit(f"{path}: an interface has no name")
            names.append(body[12:12 + length].decode())
        elif kind == 6:
            link, _, _, length, _ = struct.unpack_from("<IIIII", body, 0)
            yield names[link], body[20:20 + length - 4]
        at += size


class Message:
    """REQUEST or REPLY with all its data."""

    def __init__(self, fields, total):
        self.fields, self.total, self.pieces = fields, total, {}

    def data(self):
        data, at = b"", 0
        while self.pieces.get(at):
            data += self.pieces[at]
            at = len(data)
        return data

    def whole(self):
        return len(self.data()) == self.total


Call = namedtuple("Call", "client server service request refused reply")  # the last three: lists of at most one


def calls_of(path, results):
    """The calls of a capture, in the order of their first REQUEST."""
    fields, header_size, message_size = layout(results["profile"])
    services = {bytes.fromhex(port): name for name, port in results["services"].items()}
    seen, boards, calls = [], {}, OrderedDict()
    for link, frame in packets(path):
        direction, board = link.split(" ", 1)
        if direction == "from" and frame[fields["ethertype"]] == bytes.fromhex("88b5"):
            seen.append((board, frame))
            boards.setdefault(frame[fields["source"]], board)

    def number(frame, name):
        return int.from_bytes(frame[fields[name]], "big")

    for board, frame in seen:
        kind = KINDS[number(frame, "kind")]
        if board == HOSTILE or boards.get(frame[fields["destination"]]) in (None, HOSTILE):
            continue
        # Every frame of a client shows the fresh reply port of its call, every one for it is for that port.
        reply, port = frame[fields["reply"]], frame[fields["port"]]
        if kind == "REQUEST":
            call = calls.setdefault(reply, Call(board, boards[frame[fields["destination"]]], services.get(port, "?"), [], [], []))
        else:
            call = calls.get(port) or calls.get(reply)
        if call is None:
            continue
        from_client = reply in calls
        if kind in ("REQUEST", "REPLY"):
            to = call.request if kind == "REQUEST" else call.reply
            if not to: # else it is a copy
                to.append(Message({name: frame[fields[name]] for name in ("object", "rights", "check", "signature", "command", "parameter_offset",
                                                                          "parameter_size", "parameter_extra")}, number(frame, "total")))
            to[0].pieces.setdefault(0, frame[message_size:message_size + number(frame, "length")])
        elif kind == "DATA":
            to = call.request if from_client else call.reply
            if to:
                to[0].pieces.setdefault(number(frame, "offset"), frame[header_size:header_size + number(frame, "length")])
        elif kind == "NAK":
            call.refused.append(int.from_bytes(frame[header_size:header_size + 4], "big", signed=True))
    return calls.values()


def describe(kind, message, known, with_contents):
    """One line.  `known`: names of what is random: services, and values by their first appearance."""
    get = message.fields
    text = f"{kind} {int.from_bytes(get['command'], 'big', signed=True)}"
    for name in ("signature", "check"):
        value = get[name]
        text += f" {name} " + ("-" if not any(value) else str(known[value]) if with_contents else "*")
    if with_contents:
        for name in ("object", "rights", "parameter_offset", "parameter_size", "parameter_extra"):
            text += f" {name.removeprefix('parameter_')} {int.from_bytes(get[name], 'big')}"
    text += f", {message.total} bytes"
    if with_contents:
        data = message.data()
        for value, index in known.items():
            data = data.replace(value, f"<{index}>".encode())
        text += f" sha256 {hashlib.sha256(data).hexdigest()[:16]}" if message.whole() else " NOT WHOLE"
    return text


def transcript(path, results, clocked=()):
    """{conversation: lines}."""
    found = OrderedDict()
    services = {bytes.fromhex(port): name for name, port in results["services"].items()}
    for call in calls_of(path, results):
        if not call.refused or call.reply:  # refused: not done, and made again
            found.setdefault(f"{call.client} -> {call.server} {call.service}", []).append(call)
    lines = {}
    for name, calls in found.items():
        exact = not is_clocked(name, clocked)
        known = dict(services)
        for call in calls:  # random values first: one may stand in data before a header shows it
            for message in (*call.request, *call.reply):
                for field in ("signature", "check"):
                    if any(message.fields[field]):
                        known.setdefault(message.fields[field], len(known) - len(services) + 1)
        text = []
        for call in calls:
            text.append(describe("REQUEST", call.request[0], known, exact))
            text += [describe("REPLY", call.reply[0], known, exact)] if call.reply else ["no REPLY"] if exact else []
        lines[name] = text if exact else sorted(set(text))
    return lines


def is_clocked(name, clocked):
    return name.rsplit(" ", 1)[-1] in clocked


def compare(one, other, clocked=()):
    """Where they differ, a sentence each."""
    found = [f"only one has the conversation {name}" for name in sorted(set(one) ^ set(other)) if not is_clocked(name, clocked)]
    for name in one:
        a, b = one[name], other.get(name, one[name])
        if is_clocked(name, clocked):
            found += [f"{name}, only the second has: {line}" for line in b if line not in a]
            continue
        different = next((i for i in range(max(len(a), len(b))) if a[i:i + 1] != b[i:i + 1]), None)
        if different is not None:
            found.append(f"{name}, message {different + 1} of {len(a)} and {len(b)}: "
                         f"{''.join(a[different:different + 1]) or 'nothing'} | {''.join(b[different:different + 1]) or 'nothing'}")
    return found


def load(capture, results, clocked=()):
    return transcript(Path(capture), json.loads(Path(results).read_text()), clocked)


def main():
    if len(sys.argv) == 3:
        for name, lines in load(*sys.argv[1:]).items():
            print(name, *lines, sep="\n  ")
        return 0
    if len(sys.argv) < 5:
        print(__doc__, file=sys.stderr)
        return 2
    clocked = sys.argv[5:]
    one, other = load(*sys.argv[1:3], clocked), load(*sys.argv[3:5], clocked)
    found = compare(one, other, clocked)
    for name, lines in one.items():
        print(f"{name}: {len(lines)} {'kinds of messages' if is_clocked(name, clocked) else 'messages'}")
    print(*(f"NOT THE SAME: {sentence}" for sentence in found), sep="\n", end="\n" if found else "")
    if all(is_clocked(name, clocked) for name in one):
        found.append("nothing to compare")
        print("NOT THE SAME: there is no conversation to compare")
    print("the transcripts are the same" if not found else "FAILED")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
