"""Tests the generator: good interfaces give consistent output, each bad entry one clear sentence, never a traceback."""

import contextlib
import io
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, "tools/generate")
import generate

FILES = ["frame.toml", "registers.toml", "errors.toml", "commands.toml", "control.toml"]
SYSCALLS = """
[[syscall]]
name = "trans"
value = 1
arguments = [{ name = "message", text = "where the header is" }]
result = "the size of the reply"
errors = ["RPC_NOTFOUND"]
text = "a transaction"
"""


class Generator(unittest.TestCase):
    directory = None

    def setUp(self):
        if self.directory:  # a further case within one test starts afresh
            self.directory.cleanup()
        self.directory = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.directory.name)
        self.interfaces = self.root / "interfaces"
        self.interfaces.mkdir()
        for name in FILES:
            shutil.copy(pathlib.Path("interfaces") / name, self.interfaces)

    def tearDown(self):
        self.directory.cleanup()

    def arguments(self) -> list[str]:
        return ["--profile", "wide", "--output", str(self.root / "gen"), "--tree", str(self.root)]

    def run_generator(self, *more: str) -> subprocess.CompletedProcess:
        """In this process, since it is called several hundred times; an exception of its own fails the test."""
        arguments = ["--interfaces", str(self.interfaces), *(more or self.arguments())]
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
            status = generate.main(arguments)
        return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())

    def change(self, file: str, old: str, new: str) -> None:
        path = self.interfaces / file
        text = path.read_text()
        self.assertIn(old, text, "the test does not fit the interface any more")
        path.write_text(text.replace(old, new, 1))

    def refused(self, *parts: str) -> None:
        done = self.run_generator()
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, f"more than one sentence: {done.stderr}")
        self.assertTrue(done.stderr.startswith("generate: interfaces"), done.stderr)
        for part in parts:
            self.assertIn(part, done.stderr)
        self.assertFalse((self.root / "gen").exists(), "something was written in spite of the error")

    def bad(self, file: str, old: str, new: str, *parts: str) -> None:
        self.setUp()
        self.change(file, old, new)
        self.refused(f"interfaces/{file}", *parts)

    # Good input -------------------------------------------------------------------------------------------------------

    def test_good_interfaces_make_every_file(self):
        done = self.run_generator()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        made = {str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()}
        self.assertLessEqual({"gen/amoebox.vh", "gen/frame.hpp", "gen/profile.hpp", "gen/registers.hpp", "gen/errors.hpp",
                              "gen/commands.hpp", "docs/generated/frame.md", "docs/generated/registers.md",
                              "docs/generated/errors.md", "docs/generated/commands.md", "tools/wireshark/amoebox.lua",
                              "gen/control.vh", "gen/control.hpp", "docs/generated/control.md"}, made)
        self.assertNotIn("gen/syscalls.hpp", made)

    def test_syscalls_are_made_when_there_is_a_source(self):
        (self.interfaces / "syscalls.toml").write_text(SYSCALLS)
        self.assertEqual(self.run_generator().returncode, 0)
        self.assertIn("trans = 1,", (self.root / "gen/syscalls.hpp").read_text())
        self.assertIn("the size of the reply", (self.root / "docs/generated/syscalls.md").read_text())

    def test_a_change_reaches_every_output(self):
        self.change("frame.toml", 'value = 7\nfrom', 'value = 77\nfrom')
        self.assertEqual(self.run_generator().returncode, 0)
        self.assertIn("enquiry = 77,", (self.root / "gen/frame.hpp").read_text())
        self.assertRegex((self.root / "gen/amoebox.vh").read_text(), r"AMB_KIND_ENQUIRY +77 ")
        self.assertIn("| 77 | ENQUIRY |", (self.root / "docs/generated/frame.md").read_text())
        self.assertIn('[77] = {name = "ENQUIRY"', (self.root / "tools/wireshark/amoebox.lua").read_text())

    def test_verilog_and_cpp_agree(self):
        self.run_generator()
        verilog = dict(line.split()[1:3] for line in (self.root / "gen/amoebox.vh").read_text().splitlines()
                       if line.startswith("`define AMB_"))
        cpp = (self.root / "gen/frame.hpp").read_text()
        checked = 0
        for name, value in verilog.items():
            for prefix in ("AT_", "SIZE_"):
                if name.startswith("AMB_" + prefix):
                    self.assertIn(f"{prefix.lower()}{name.removeprefix('AMB_' + prefix).lower()} = {value};", cpp)
                    checked += 1
        self.assertGreater(checked, 40)
        self.assertEqual(verilog["AMB_FBOX_BASE"], "32'hF0204000")
        self.assertEqual(verilog["AMB_COUNTER_IN_DROP_CLOSED"], str(int(verilog["AMB_COUNTERS"]) - 1))

    def test_unchanged_files_are_not_touched(self):
        self.run_generator()
        before = {path: path.stat().st_mtime_ns for path in (self.root / "gen").iterdir()}
        self.change("errors.toml", "the port is null", "the port is all zeros")
        self.run_generator()
        touched = sorted(path.name for path in before if path.stat().st_mtime_ns != before[path])
        self.assertEqual(touched, ["errors.hpp"])

    def test_quotes_and_bars_in_texts_survive(self):
        self.change("errors.toml", 'text = "the port is null"', "text = 'the \"port\" is | null \\\\ bad'")
        self.assertEqual(self.run_generator().returncode, 0)
        self.assertIn(r'the \"port\" is | null \\\\ bad', (self.root / "gen/errors.hpp").read_text())
        self.assertIn(r'the "port" is \| null', (self.root / "docs/generated/errors.md").read_text())

    # Bad input --------------------------------------------------------------------------------------------------------

    def test_the_command_itself(self):
        command = ["/usr/bin/python3", "tools/generate/generate.py", "--interfaces", str(self.interfaces), *self.arguments()]
        self.assertEqual(subprocess.run(command, capture_output=True).returncode, 0)
        self.change("frame.toml", "[profiles]", "[profiles")
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"\Agenerate: interfaces/frame.toml: is not TOML: .*\n\Z")

    def test_broken_files(self):
        self.bad("frame.toml", "[profiles]", "[profiles", "is not TOML", "line")
        self.setUp()
        (self.interfaces / "errors.toml").unlink()
        self.refused("interfaces/errors.toml: cannot be read")
        self.setUp()
        (self.interfaces / "errors.toml").write_bytes(b"\xff\xfe")
        self.refused("interfaces/errors.toml", "not UTF-8")
        done = self.run_generator("--profile", "huge", "--output", str(self.root / "gen"))
        self.assertEqual(done.returncode, 1)

    def test_unknown_profile(self):
        done = self.run_generator("--profile", "huge", "--output", str(self.root / "gen"))
        self.assertEqual((done.returncode, done.stderr), (1, "generate: profile 'huge' is unknown, expected one of wide, classic\n"))

    def test_frame_fields(self):
        self.bad("frame.toml", 'size = "port"', 'size = "prt"', "header 'reply'", "size = 'prt'", 'bytes from 1 to 64 or "port"')
        self.bad("frame.toml", "size = 6", "size = 0", "header 'destination'", "from 1 to 64")
        self.bad("frame.toml", "size = 6", "size = true", "header 'destination'", "True")
        self.bad("frame.toml", "size = 6", "size = 1.5", "header 'destination'", "1.5")
        self.bad("frame.toml", 'name = "source"', 'name = "destination"', "has name 'destination'", "already")
        self.bad("frame.toml", 'name = "signature"', 'name = "reply"', "has name 'reply'", "already")
        self.bad("frame.toml", 'name = "source"', 'name = "Source"', "'Source'", "lower case")
        self.bad("frame.toml", 'name = "hops"', 'name = "union"', "'union'", "word of C++")
        self.bad("frame.toml", 'by = "box"', 'by = "host"', "by = 'host'", "'kernel', 'box'")
        self.bad("frame.toml", 'by = "box"', "", "header 'source'", "has no 'by'")
        self.bad("frame.toml", 'by = "box"', 'by = "box"\ncolour = 1', "unknown 'colour'")
        self.bad("frame.toml", 'name = "epoch"', 'name = "age"', "no field 'epoch'")
        self.bad("frame.toml", 'size = 8\nby = "box"', 'size = 1\nby = "box"', "expected more than min_frame")
        self.bad("frame.toml", 'text = "MAC address of the sending box"', 'text = ""', "empty or broken 'text'")

    def test_frame_kinds(self):
        self.bad("frame.toml", "value = 2\n", "value = 1\n", "kind 'REPLY'", "value 1", "kind 'REQUEST'")
        self.bad("frame.toml", "value = 2\n", "value = 256\n", "kind 'REPLY'", "from 1 to 255")
        self.bad("frame.toml", 'name = "REPLY"', 'name = "REQUEST"', "has name 'REQUEST'", "already")
        self.bad("frame.toml", 'from = "kernel"', 'from = "user"', "kind 'REQUEST'", "from = 'user'", "'kernel', 'box', 'none'")
        self.bad("frame.toml", 'to = "service"', 'to = "all"', "kind 'REQUEST'", "to = 'all'", "'transaction'")
        self.bad("frame.toml", 'body = "grant"', 'body = "grunt"', "kind 'GRANT'", "body = 'grunt'", "'subject'")
        self.bad("frame.toml", "message = true", 'message = "yes"', "kind 'REQUEST'", "true or false")
        self.bad("frame.toml", 'message = true\nbody = "data"', 'message = true\nbody = "ack"', "kind 'REQUEST'", "body = 'data'")

    def test_frame_rest(self):
        self.bad("frame.toml", "wide = 14", "wide = 99", "profiles", "from 4 to 32")
        self.bad("frame.toml", "max_frame = 1514", "max_frame = 9000", "ethernet", "max_frame = 9000")
        self.bad("frame.toml", "bit = 1\n", "bit = 0\n", "flag 'FINISHED'", "bit 0")
        self.bad("frame.toml", "bit = 7\n", "bit = 8\n", "flag 'SEALED'", "from 0 to 7")
        self.bad("frame.toml", "max_frame = 1514", "max_frame = 85", "ends at byte", "at most max_frame")
        self.bad("frame.toml", 'name = "missing_length"', 'name = "received"', "body 'ack' field 'received'", "already")
        self.bad("frame.toml", "[profiles]", "strange = 1\n[profiles]", "unknown 'strange'")

    def test_registers(self):
        self.bad("registers.toml", "offset = 0x04", "offset = 0x00", "block 'SYS' register 'RAM_SIZE'", "inside", "no overlap")
        self.bad("registers.toml", "offset = 0x04", "offset = 0x05", "multiple of 4")
        self.bad("registers.toml", 'name = "RAM_SIZE"', 'name = "ID"', "has name 'ID'", "already")
        self.bad("registers.toml", 'name = "RAM_SIZE"', 'name = "BASE"', "'BASE'")
        self.bad("registers.toml", 'access = "ro"', 'access = "xx"', "access = 'xx'", "'rc'")
        self.bad("registers.toml", "base = 0xF0201000", "base = 0xF0200000", "block", "inside", "no overlap")
        self.bad("registers.toml", "base = 0xF0201000", "base = 0x40001000", "block 'UART'", "inside memory 'ram'")
        self.bad("registers.toml", "base = 0xF0201000", "base = 0xF0201004", "multiple of 0x1000")
        self.bad("registers.toml", "base = 0xF0000000, size = 0x00200000", "base = 0x43FFFFFC, size = 0x00200000",
                 "memory 'ram_uncached'", "inside memory 'ram'")
        self.bad("registers.toml", 'instead_of = "DRAM"', 'instead_of = "SD"', "block 'DDR3'", "instead_of = 'SD'", "block before it")
        self.bad("registers.toml", 'instead_of = "DRAM"\n', "", "block", "inside", "no overlap")
        self.bad("registers.toml", "size = 0x4000,", "size = 0,", "memory 'rom'")
        self.bad("registers.toml", "\nTX_RING = 64", "\nTX_RING = -1", "constants", "TX_RING = -1")
        self.bad("registers.toml", "\nTX_RING = 64", "\ntx_ring = 64", "constants", "'tx_ring'", "upper case")
        self.bad("registers.toml", "\nTX_RING = 64", "\nFBOX_BASE = 64", "AMB_FBOX_BASE", "different names")
        self.bad("registers.toml", "RX_SLOT_FRAME = 18", "RX_SLOT_FRAME = 17", "RX_SLOT_FRAME", "on a word")
        self.bad("registers.toml", 'name = "OUT_SENT"', 'name = "OUT_FROM_HOST"', "counter 'OUT_FROM_HOST'", "already")

    def test_errors(self):
        self.bad("errors.toml", "value = -2\n", "value = -1\n", "error 'RPC_NOTFOUND'", "value -1", "error 'RPC_FAILURE'")
        self.bad("errors.toml", "value = -2\n", "value = 2\n", "error 'RPC_NOTFOUND'", "to -1")
        self.bad("errors.toml", 'outcome = "unknown"', 'outcome = "maybe"', "error 'RPC_FAILURE'", "outcome = 'maybe'", "'not done'")
        self.bad("errors.toml", 'name = "RPC_NOTFOUND"', 'name = "OK"', "'OK'", "0")
        self.bad("errors.toml", 'name = "RPC_NOTFOUND"', "", "error number 2", "has no 'name'")

    def test_commands(self):
        self.bad("commands.toml", "value = 1005", "value = 1004", "class 'STD' command 'RESTRICT'", "value 1004")
        self.bad("commands.toml", "value = 1005", "value = 1100", "from 1000 to 1099")
        self.bad("commands.toml", "first = 2000", "first = 2050", "class 'BULLET'", "multiple of 100")
        self.bad("commands.toml", "first = 1000", "first = 500", "class 'STD'", "from 1000")

    def test_syscalls(self):
        for old, new, *parts in (("value = 1", "value = -1", "syscall 'trans'", "value = -1"),
                                 ('"RPC_NOTFOUND"', '"RPC_LOST"', "syscall 'trans'", "RPC_LOST", "errors.toml"),
                                 ('name = "message"', 'name = "Message"', "argument 'Message'", "lower case"),
                                 ('text = "a transaction"', "", "syscall 'trans'", "has no 'text'")):
            self.setUp()
            (self.interfaces / "syscalls.toml").write_text(SYSCALLS)
            self.change("syscalls.toml", old, new)
            self.refused("interfaces/syscalls.toml", *parts)
        (self.interfaces / "syscalls.toml").write_text(SYSCALLS + SYSCALLS)
        self.refused("syscall 'trans'", "has name 'TRANS'", "already")

    def test_control(self):
        self.bad("control.toml", "value = 3\n", "value = 2\n", "operation 'WAIT'", "value 2", "operation 'WRITE'")
        self.bad("control.toml", "size = 4\n", "size = 3\n", "records of 7 bytes", "expected 8")
        self.bad("control.toml", "offset = 0x84\n", "offset = 0x80\n", "register 'RESET'", "overlap")
        self.bad("control.toml", "offset = 0x84\n", "offset = 0x44\n", "register 'RESET'", "from 128")
        self.bad("control.toml", "offset = 0x84\n", "offset = 0x86\n", "register 'RESET'", "multiple of 4")
        self.bad("control.toml", "offset = 0xC0\n", "offset = 0xA0\n", "register 'COUNTER'", "0xC0")
        self.bad("control.toml", 'name = "COUNTER"', 'name = "COUNT"', "no register 'COUNTER'")
        more = "".join(f'[[counter]]\nname = "MORE_{i}"\ntext = "more"\n' for i in range(3))
        self.bad("control.toml", "[[counter]]\n", more + "[[counter]]\n", "17 counters", "at most 16")
        self.setUp()
        (self.interfaces / "control.toml").unlink()
        self.assertEqual(self.run_generator().returncode, 0)
        self.assertFalse((self.root / "gen/control.hpp").exists())

    def test_wrong_shapes_never_give_a_traceback(self):
        for file in FILES:
            text = pathlib.Path("interfaces", file).read_text()
            for key in ("[profiles]", "[ethernet]", "[[header]]", "[[kind]]", "[[flag]]", "[memory]", "[[block]]", "[constants]",
                        "[[counter]]", "[[error]]", "[[class]]", "[[body.ack]]", "[[block.register]]", "[[record]]", "[[operation]]",
                        "[[code]]", "[[register]]"):
                if key not in text:
                    continue
                name = key.strip("[]").split(".")[0]
                for shape in (f"{name} = 3\n", f"{name} = [3]\n", f"{name} = 'x'\n", f"{name} = {{}}\n", f"{name} = [{{name=3}}]\n"):
                    # The shape instead of the whole file and, where TOML allows it, in front of the rest.
                    for content in (shape, shape + text):
                        self.setUp()
                        (self.interfaces / file).write_text(content)
                        self.refused(f"interfaces/{file}")

    def test_every_line_removed_is_an_error_or_fine_but_no_traceback(self):
        for file in FILES:
            lines = pathlib.Path("interfaces", file).read_text().splitlines()
            for index in range(len(lines)):
                (self.interfaces / file).write_text("\n".join(lines[:index] + lines[index + 1:]))
                done = self.run_generator()
                self.assertNotIn("Traceback", done.stderr, f"{file} without line {index + 1}")
                self.assertIn(done.returncode, (0, 1))
            shutil.copy(pathlib.Path("interfaces") / file, self.interfaces)


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
