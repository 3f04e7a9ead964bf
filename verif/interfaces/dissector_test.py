"""Tests tools/wireshark/amoebox.lua with tshark:  dissector_test.py PROFILE FRAME_JUDGE

Frames of every kind, written here byte by byte, must show the right values in both profiles; malformed, random and
cut ones must never raise a Lua error, and what is said of them must be what lib/frame says of them (FRAME_JUDGE).
"""

import random
import struct
import subprocess
import sys
import tempfile
import unittest

LUA = "tools/wireshark/amoebox.lua"
PORT = {"wide": 14, "classic": 6}
PROFILE, JUDGE = "wide", ""
FUZZ_FRAMES = 4000
KINDS = ["", "REQUEST", "REPLY", "DATA", "GRANT", "ACK", "NAK", "ENQUIRY", "ALIVE", "LOCATE", "HERE_IS", "NOT_HERE"]


def pcapng(frames: list[bytes], snap: int | None = None) -> bytes:
    def block(kind: int, body: bytes) -> bytes:
        body += bytes(-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

    out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)) + block(1, struct.pack("<HHI", 1, 0, 0))
    for index, frame in enumerate(frames):
        kept = frame[:snap]
        out += block(6, struct.pack("<IIIII", 0, 0, index, len(kept), len(frame)) + kept)
    return out


def tshark(frames: list[bytes], fields: list[str], *options: str, snap: int | None = None) -> list[dict[str, str]]:
    with tempfile.NamedTemporaryFile(suffix=".pcapng") as file:
        file.write(pcapng(frames, snap))
        file.flush()
        command = ["tshark", "-n", "-X", f"lua_script:{LUA}", "-r", file.name, *options, "-T", "fields", "-E", "separator=\t",
                   "-E", "occurrence=a", "-E", "aggregator=;"]
        for field in [*fields, "_ws.lua.error"]:
            command += ["-e", field]
        done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    complaints = [line for line in done.stderr.splitlines() if "superuser" not in line and "Running as user" not in line]
    if done.returncode or any("lua" in line.lower() for line in complaints):
        raise AssertionError(f"tshark: status {done.returncode}: {done.stderr}")
    rows = [line.split("\t") for line in done.stdout.split("\n")[:-1]]
    if len(rows) != len(frames):
        raise AssertionError(f"tshark showed {len(rows)} of {len(frames)} frames: {done.stderr}")
    for row in rows:
        if row[-1]:
            raise AssertionError(f"Lua error: {row[-1]}")
    return [dict(zip(fields, row)) for row in rows]


def frame(profile: str, kind: int, data: bytes = b"", **other) -> bytes:
    """A well-formed frame unless `other` says otherwise; written from docs/frame.md, not from the generated tables."""
    port = PORT[profile]
    value = {"destination": b"\xff" * 6 if kind == 9 else bytes.fromhex("020000000002"), "source": bytes.fromhex("020000000001"),
             "version": 1, "flags": 0, "hops": 0, "board": 7, "length": len(data), "reply": bytes(range(0x10, 0x10 + port)),
             "port": bytes(range(0x80, 0x80 + port)), "transaction": 0x01020304, "total": len(data), "offset": 0,
             "epoch": 0x1122334455667788, "life": 0x99AABBCCDDEEFF00, "command": 1004, **other}
    if kind == 3 and "offset" not in other:
        value["offset"], value["total"] = 1000, 1000 + len(data)
    head = (value["destination"] + value["source"] + b"\x88\xb5"
            + struct.pack(">BBBBHH", value["version"], kind, value["flags"], value["hops"], value["board"], value["length"])
            + value["reply"] + value["port"]
            + struct.pack(">IIIQQ", value["transaction"], value["total"], value["offset"], value["epoch"], value["life"]))
    if kind in (1, 2):
        head += (b"\x51" * port + b"\x00\x01\x02\x0f" + b"\xc4" * port
                 + struct.pack(">iQII", value["command"], 0x0102030405060708, 9, 10))
    return head + data


def samples(profile: str) -> dict[str, bytes]:
    port = PORT[profile]
    return {"REQUEST": frame(profile, 1, b"hello"), "REPLY": frame(profile, 2, b"", command=-1000), "DATA": frame(profile, 3, b"x" * 100),
            "GRANT": frame(profile, 4, b"\x71" * port + struct.pack(">I", 4096)),
            "ACK": frame(profile, 5, struct.pack(">III", 5, 6, 7), flags=3), "NAK": frame(profile, 6, struct.pack(">i", -14)),
            "ENQUIRY": frame(profile, 7), "ALIVE": frame(profile, 8, struct.pack(">I", 2)), "LOCATE": frame(profile, 9),
            "HERE_IS": frame(profile, 10, b"\x61" * port), "NOT_HERE": frame(profile, 11, b"\x62" * port)}


class Values(unittest.TestCase):
    def show(self, kind: str, *fields: str) -> dict[str, dict[str, str]]:
        """What tshark shows of one kind, in each profile."""
        return {profile: tshark([samples(profile)[kind]], ["amoebox." + f for f in fields])[0] for profile in PORT}

    def expect(self, kind: str, **wanted: object) -> None:
        names = {field: field.replace("__", ".") for field in wanted}
        shown = self.show(kind, *names.values())
        for profile, port in PORT.items():
            for field, value in wanted.items():
                value = value(port) if callable(value) else value
                self.assertEqual(shown[profile]["amoebox." + names[field]], str(value), f"{profile} {kind} {field}")

    def test_header_of_every_kind(self):
        fields = ["profile", "version", "kind", "flags", "hops", "board", "length", "reply", "port", "transaction", "total",
                  "offset", "epoch", "life", "malformed"]
        for profile, port in PORT.items():
            rows = tshark(list(samples(profile).values()), ["amoebox." + f for f in fields])
            for (kind, raw), row in zip(samples(profile).items(), rows):
                row = {field.removeprefix("amoebox."): value for field, value in row.items()}
                data = len(raw) - 50 - 2 * port - (22 + 2 * port + 2 if kind in ("REQUEST", "REPLY") else 0)
                offset = 1000 if kind == "DATA" else 0
                self.assertEqual(row, {
                    "profile": profile, "version": "1", "kind": str(KINDS.index(kind)), "flags": "0x03" if kind == "ACK" else "0x00",
                    "hops": "0", "board": "7", "length": str(data), "reply": bytes(range(0x10, 0x10 + port)).hex(),
                    "port": bytes(range(0x80, 0x80 + port)).hex(), "transaction": str(0x01020304), "total": str(offset + data),
                    "offset": str(offset), "epoch": "0x1122334455667788", "life": "0x99aabbccddeeff00", "malformed": ""}, kind)

    def test_message_header(self):
        self.expect("REQUEST", signature=lambda port: "51" * port, object=0x102, rights="0x0f", check=lambda port: "c4" * port,
                    command=1004, command_name="STD_INFO", error_name="", parameter_offset="0x0102030405060708",
                    parameter_size=9, parameter_extra=10, data=b"hello".hex())
        self.expect("REPLY", command=-1000, command_name="", error_name="STD_CAPBAD", data="")

    def test_bodies(self):
        self.expect("GRANT", grant__transfer=lambda port: "71" * port, grant__received=4096, data="")
        self.expect("ACK", ack__received=5, ack__missing_offset=6, ack__missing_length=7)
        self.expect("NAK", nak__reason=-14, error_name="RPC_STALE")
        self.expect("ALIVE", alive__state=2)
        self.expect("HERE_IS", subject__subject=lambda port: "61" * port)
        self.expect("NOT_HERE", subject__subject=lambda port: "62" * port)
        self.expect("DATA", data="78" * 100)

    def test_flags(self):
        row = tshark([samples(PROFILE)["ACK"]], ["amoebox.flag.again", "amoebox.flag.finished", "amoebox.flag.sealed"])[0]
        self.assertEqual(list(row.values()), ["1", "1", "0"])

    def test_info_column_names_the_kind(self):
        rows = tshark(list(samples(PROFILE).values()), ["_ws.col.Protocol", "_ws.col.Info"])
        for kind, row in zip(samples(PROFILE), rows):
            self.assertEqual(row["_ws.col.Protocol"], "Amoebox")
            self.assertTrue(row["_ws.col.Info"].startswith(f"{kind} port 80"), row)

    def test_a_forced_profile_is_obeyed(self):
        for profile, forced in (("wide", "classic"), ("classic", "wide")):
            row = tshark([samples(profile)["REQUEST"]], ["amoebox.profile", "amoebox.malformed"], "-o",
                         f"amoebox.profile:{forced}")[0]
            self.assertEqual(row["amoebox.profile"], forced)
            self.assertNotEqual(row["amoebox.malformed"], "")


class Malformed(unittest.TestCase):
    def judged(self, frames: list[bytes]) -> list[str]:
        done = subprocess.run([JUDGE], input="".join(f.hex() + "\n" for f in frames), capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    def compare(self, frames: list[bytes]) -> list[str]:
        """What the dissector says of each frame is what lib/frame says."""
        verdicts = self.judged(frames)
        rows = tshark(frames, ["amoebox.malformed", "_ws.expert.message"], "-o", f"amoebox.profile:{PROFILE}")
        for raw, verdict, row in zip(frames, verdicts, rows):
            shown = row["amoebox.malformed"]
            self.assertEqual(shown or "good", verdict, raw.hex())
            if verdict != "good":
                self.assertIn(f"Malformed: {verdict}", row["_ws.expert.message"])
        return verdicts

    def test_each_rule(self):
        p = PROFILE
        broken = {
            "the version of the frame is unknown": frame(p, 7, version=2),
            "the frame is longer than an Ethernet frame may be": frame(p, 1, bytes(1500)),
            "the frame ends before its header does": frame(p, 7)[:40],
            "the kind is unknown": frame(p, 13),
            "the length field does not agree with the length of the frame": frame(p, 1, b"abc", length=4, total=9),
            "CONTROL is for the cable between a box and its host, never for the network": frame(p, 12, b"abc"),
            "a reserved flag is set": frame(p, 7, flags=0x80),
            "the port is null": frame(p, 7, port=bytes(PORT[p])),
            "LOCATE must be broadcast, and every other kind unicast": frame(p, 9, destination=bytes.fromhex("020000000003")),
            "DATA must have an offset and a length other than zero": frame(p, 3, b"", offset=4, total=9),
            "the offset is not zero, which only DATA may have": frame(p, 1, b"abc", offset=4, total=9),
            "the body does not have the size that the kind prescribes": frame(p, 6, b"abc"),
            "the total of a kind that is one frame is not its length": frame(p, 6, b"abcd", total=5),
            "offset and length reach beyond the total of the message": frame(p, 3, b"abc", offset=0xFFFFFFFE, total=0xFFFFFFFF),
        }
        self.assertEqual(self.compare(list(broken.values())), list(broken))

    def test_cut_frames(self):
        frames = []
        for raw in samples(PROFILE).values():
            frames += [raw[:size] for size in range(15, len(raw))]
        self.assertNotIn("good", self.compare(frames))

    def test_partly_captured_frames(self):
        both = [raw for profile in PORT for raw in samples(profile).values()]
        for snap in (14, 15, 16, 17, 22, 40, 61, 62, 70, 77, 78, 97, 98, 100, 129, 130):
            tshark(both, ["amoebox.malformed"], snap=snap)

    def test_random_frames(self):
        draw = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
        frames, kinds = [], list(samples(PROFILE).values())
        while len(frames) < FUZZ_FRAMES:
            raw = bytearray(draw.choice(kinds))
            for _ in range(draw.randrange(4)):
                choice = draw.randrange(5)
                if choice == 0:
                    raw[draw.randrange(14, len(raw))] = draw.randrange(256)
                elif choice == 1:
                    raw[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
                elif choice == 2:
                    raw = raw[:max(16, draw.randrange(len(raw) + 1))]
                elif choice == 3:
                    raw += draw.randbytes(draw.randrange(40))
                else:
                    raw[15] = draw.randrange(14)
            raw[12:14] = b"\x88\xb5"
            frames.append(bytes(raw))
        frames += [bytes(kinds[0][:14]) + draw.randbytes(draw.randrange(1, 200)) for _ in range(FUZZ_FRAMES // 4)]
        verdicts = self.compare(frames)
        self.assertGreater(len(set(verdicts)), 10, "the random frames were too much alike")
        tshark(frames, ["amoebox.malformed"])  # and with the profile chosen by the dissector


if __name__ == "__main__":
    PROFILE, JUDGE = sys.argv[1], sys.argv[2]
    result = unittest.main(argv=sys.argv[:1], exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
