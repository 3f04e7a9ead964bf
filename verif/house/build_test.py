"""Is an incremental build right, and does `make test` say what happened?  Runs in a small tree of its own."""

import sys
import time
import unittest

from small_tree import SmallTree

WORK = ("GEN", "CXX", "LD", "VLT", "RV32", "LD32")


def work(output: str) -> list[str]:
    """What make built: the words of its messages, in order of names."""
    return sorted(" ".join(line.split()[:2]) for line in output.splitlines() if line.split()[:1] and line.split()[0] in WORK)


class Incremental(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = SmallTree()
        cls.tree.use_venv()
        status, output = cls.tree.make("programs")
        assert status == 0, output
        assert len(work(output)) == 6, output

    @classmethod
    def tearDownClass(cls):
        cls.tree.close()

    def builds(self, *expected: str) -> None:
        time.sleep(0.02)
        status, output = self.tree.make("programs")
        self.assertEqual(status, 0, output)
        self.assertEqual(work(output), sorted(expected), output)
        self.nothing_to_do()

    def nothing_to_do(self) -> None:
        status, output = self.tree.make("-n", "programs")
        self.assertEqual((status, output), (0, "make: Nothing to be done for 'programs'.\n"))

    def test_nothing_after_a_build(self):
        self.nothing_to_do()
        self.builds()

    def test_a_page_builds_nothing(self):
        self.tree.touch("docs/page.md")
        self.tree.write("README.md", "new\n")
        self.nothing_to_do()

    def test_a_header_builds_its_users_only(self):
        self.tree.touch("lib/demo.hpp")
        self.builds("CXX demo/user.cpp", "LD build/wide/bin/user")

    def test_a_source_builds_itself_only(self):
        self.tree.touch("demo/other.cpp")
        self.builds("CXX demo/other.cpp", "LD build/wide/bin/other")

    def test_an_interface_without_effect_builds_nothing(self):
        self.tree.touch("interfaces/errors.toml")
        self.builds("GEN build/wide/gen")

    def test_an_interface_builds_what_includes_it(self):
        self.tree.change("interfaces/errors.toml", "the port is null", "the port is all zeros")
        self.builds("GEN build/wide/gen", "CXX demo/user.cpp", "LD build/wide/bin/user")
        self.tree.change("interfaces/frame.toml", "max_frame = 1514", "max_frame = 1513")
        self.builds("GEN build/wide/gen", "VLT demo")

    def test_verilog_builds_its_model(self):
        self.tree.touch("demo/demo.v")
        self.builds("VLT demo")

    def test_a_lost_generated_header_is_made_again(self):
        (self.tree.root / "build/wide/gen/commands.hpp").unlink()
        self.builds("GEN build/wide/gen")

    def test_a_header_that_has_gone_stops_nothing(self):
        self.tree.write("lib/extra.hpp", "#pragma once\n")
        self.tree.change("demo/other.cpp", "int main", '#include "lib/extra.hpp"\nint main')
        self.builds("CXX demo/other.cpp", "LD build/wide/bin/other")
        (self.tree.root / "lib/extra.hpp").unlink()
        self.tree.change("demo/other.cpp", '#include "lib/extra.hpp"\n', "")
        self.builds("CXX demo/other.cpp", "LD build/wide/bin/other")

    def test_a_bad_interface_is_one_sentence(self):
        path = self.tree.root / "interfaces/errors.toml"
        good = path.read_text()
        path.write_text(good.replace("value = -2\n", "value = -1\n"))
        status, output = self.tree.make("programs")
        self.assertNotEqual(status, 0)
        self.assertIn("interfaces/errors.toml: error 'RPC_NOTFOUND' has value -1", output)
        self.assertEqual(self.tree.make("help")[0], 0)
        path.write_text(good)
        self.builds("GEN build/wide/gen")

    def test_a_bad_profile_is_one_sentence(self):
        status, output = self.tree.make("PROFILE=huge", "programs")
        self.assertNotEqual(status, 0)
        self.assertIn("PROFILE is 'huge', expected 'wide'", output)


class Running(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = SmallTree()
        cls.tree.use_venv()

    @classmethod
    def tearDownClass(cls):
        cls.tree.close()

    def test_check_runs_what_matches_and_builds_no_more(self):
        status, output = self.tree.make("check", "ONLY=good|counted")
        self.assertEqual(status, 0, output)
        self.assertEqual(output.splitlines()[-1], "4 passed, 0 failed")
        self.assertNotIn("other", output)

    def test_a_failing_test_fails_the_command(self):
        status, output = self.tree.make("check", "ONLY=good|bad")
        self.assertNotEqual(status, 0)
        self.assertIn("1 passed, 1 failed", output.splitlines())
        self.assertIn("all is lost", output)

    def test_a_hanging_test_is_stopped_and_fails(self):
        begin = time.monotonic()
        status, output = self.tree.make("check", "ONLY=slow")
        self.assertNotEqual(status, 0)
        self.assertIn("0 passed, 1 failed", output.splitlines())
        self.assertIn("stopped after its limit", output)
        self.assertLess(time.monotonic() - begin, 20)

    def test_no_test_at_all_is_a_failure(self):
        self.assertNotEqual(self.tree.make("check", "ONLY=nonesuch")[0], 0)

    def test_make_test_runs_both_profiles_and_fails_if_one_fails(self):
        status, output = self.tree.make("test")
        self.assertNotEqual(status, 0)
        self.assertIn("8 passed, 4 failed", output.splitlines())
        self.tree.write("demo/build.mk", (self.tree.root / "demo/build.mk").read_text().replace("; false", "").replace("sleep 30", ""))
        status, output = self.tree.make("test")
        self.assertEqual(status, 0, output)
        self.assertEqual(output.splitlines()[-1], "12 passed, 0 failed")

    def test_a_program_that_does_not_compile_fails_the_command(self):
        tree = SmallTree()
        tree.use_venv()
        tree.write("demo/user.cpp", "int main() { return nothing; }\n")
        self.assertNotEqual(tree.make("test")[0], 0)
        tree.close()


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
