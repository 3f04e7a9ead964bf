"""A small tree with the Makefile and tools of this one, in a temporary directory, for the tests of the house.

It has one header, two programs of which one uses it, one Verilog model with a program, and tests that pass, fail and hang.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile

BUILD_MK = """
$(F_CONSTANTS):
\t@touch $@
$(eval $(call host_program,user,demo/user.cpp))
$(eval $(call host_program,other,demo/other.cpp))
$(eval $(call verilated,demo,demo,demo/demo.v))
$(eval $(call test,good,10,$(B)/bin/user,$(B)/bin/user))
$(eval $(call test,bad,10,,echo all is lost; false))
$(eval $(call test,slow,1,,sleep 30))
$(eval $(call test,counted,10,,echo 3 passed$(comma) 0 failed))
PROGRAMS += $(B)/verilated/demo/libV.a
"""
FILES = {
    "docs/page.md": "A page.\n",
    "lib/demo.hpp": "#pragma once\ninline int demo() {\n    return 0;\n}\n",
    "demo/build.mk": BUILD_MK,
    "demo/user.cpp": '#include "gen/errors.hpp"\n#include "lib/demo.hpp"\nint main() {\n    return demo();\n}\n',
    "demo/other.cpp": "int main() {\n    return 0;\n}\n",
    "demo/demo.v": "`default_nettype none\n`include \"amoebox.vh\"\nmodule demo (input wire [7:0] a_i, output wire b_o);\n"
                   "    assign b_o = a_i == `AMB_KIND_REQUEST;\nendmodule\n",
}


class SmallTree:
    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.temporary.name)
        shutil.copy("Makefile", self.root)
        for name in (".clang-format", ".clang-tidy"):
            shutil.copy(name, self.root)
        shutil.copytree("interfaces", self.root / "interfaces")
        for name in ("make", "generate", "testing", "setup", "lint"):
            shutil.copytree(f"tools/{name}", self.root / "tools" / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name, text in FILES.items():
            self.write(name, text)
        (self.root / "build").mkdir()

    def use_venv(self) -> None:
        (self.root / "build/venv").symlink_to(pathlib.Path("build/venv").resolve())

    def close(self) -> None:
        self.temporary.cleanup()

    def write(self, name: str, text: str, mode: int = 0o644) -> pathlib.Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return path

    def touch(self, name: str) -> None:
        (self.root / name).touch()

    def change(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        assert old in path.read_text(), f"{name} does not fit the test any more"
        path.write_text(path.read_text().replace(old, new, 1))

    def run(self, *command: str, **environment: str) -> tuple[int, str]:
        """Status and output; nothing of the make that runs this test is inherited."""
        inherited = {name: value for name, value in os.environ.items()
                     if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PROFILE", "GNUMAKEFLAGS")}
        done = subprocess.run(command, cwd=self.root, env={**inherited, **environment}, text=True, timeout=300,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def make(self, *arguments: str) -> tuple[int, str]:
        return self.run("make", *arguments)
