"""tools/setup/setup.sh in a small tree, with commands that stand for the system's: installs what is missing, says what it
does, needs root only then, and is silent and without network when all is there."""

import pathlib
import sys
import unittest

from small_tree import SmallTree


class Setup(unittest.TestCase):
    def setUp(self):
        self.tree = SmallTree()
        self.command("dpkg-query", 'for p; do [ "$p" = "$MISSING" ] || echo "$p install ok installed"; done')
        self.command("apt-get", 'echo "apt-get $*" >> apt.log')
        self.command("id", "echo $FAKE_UID")
        # Python packages are there.
        self.tree.write("build/venv/bin/python", "#!/bin/sh\n", 0o755)
        self.tree.write("build/venv/bin/pip", '#!/bin/sh\necho "pip $*" >> pip.log\nexit ${PIP_STATUS:-0}\n', 0o755)
        self.tree.write("build/venv/.installed", (self.tree.root / "tools/setup/pypi.txt").read_text())

    def tearDown(self):
        self.tree.close()

    def command(self, name: str, script: str) -> None:
        self.tree.write(f"bin/{name}", f"#!/bin/sh\n{script}\n", 0o755)

    def setup(self, missing: str = "", uid: int = 0, **environment: str) -> tuple[int, str]:
        path = f"{self.tree.root}/bin:/usr/bin:/bin"
        return self.tree.run("tools/setup/setup.sh", PATH=path, MISSING=missing, FAKE_UID=str(uid), **environment)

    def log(self, name: str) -> str:
        path = self.tree.root / name
        return path.read_text() if path.exists() else ""

    def test_silent_when_all_is_there(self):
        for uid in (0, 1000):
            self.assertEqual(self.setup(uid=uid), (0, ""))
        self.assertEqual(self.log("apt.log") + self.log("pip.log"), "")

    def test_without_root_it_says_what_to_run(self):
        status, output = self.setup("verilator", 1000)
        self.assertEqual(status, 1)
        self.assertEqual(output, "setup: Debian packages are missing; install them as root with: "
                                 "apt-get install --no-install-recommends verilator\n")
        self.assertEqual(self.log("apt.log"), "")

    def test_root_installs_what_is_missing_and_nothing_else(self):
        status, output = self.setup("verilator", 0)
        self.assertEqual((status, output), (0, "setup: installing Debian packages: verilator\n"))
        self.assertEqual(self.log("apt.log").splitlines(),
                         ["apt-get update -qq", "apt-get install -y -qq --no-install-recommends verilator"])

    def test_a_changed_list_of_python_packages_is_installed_once(self):
        self.tree.write("tools/setup/pypi.txt", "click==1.0\n")
        self.assertEqual(self.setup()[0], 0)
        self.assertIn("-r tools/setup/pypi.txt", self.log("pip.log"))
        self.assertEqual(self.setup(), (0, ""))
        self.assertEqual(self.log("pip.log").count("pip "), 1)

    def test_a_failed_installation_fails_and_is_tried_again(self):
        self.tree.write("tools/setup/pypi.txt", "click==1.0\n")
        self.assertNotEqual(self.setup(PIP_STATUS="1")[0], 0)
        self.assertEqual(self.setup()[0], 0)
        self.assertEqual(self.log("pip.log").count("pip "), 2)
        self.command("apt-get", "exit 100")
        self.assertNotEqual(self.setup("verilator", 0)[0], 0)

    def test_make_test_stops_when_setup_does(self):
        path = f"{self.tree.root}/bin:/usr/bin:/bin"
        status, output = self.tree.run("make", "test", PATH=path, MISSING="catch2", FAKE_UID="1000")
        self.assertNotEqual(status, 0)
        self.assertIn("install them as root", output)
        self.assertNotIn("passed", output)

    def test_every_python_package_is_pinned(self):
        listed = pathlib.Path("tools/setup/pypi.txt").read_text().splitlines()
        lines = [line for line in listed if line.strip() and not line.startswith("#")]
        self.assertGreater(len(lines), 3)
        for line in lines:
            self.assertRegex(line, r"^[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9_.]*$")


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
