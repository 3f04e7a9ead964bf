"""The session of docs/platforms.md: make debug's script with gdb in batch mode.

    debug_test.py BUILD_DIRECTORY
"""
import pathlib
import subprocess
import sys
import tempfile

build = sys.argv[1]
with tempfile.TemporaryDirectory(prefix="debug_test") as name:
    scenario = pathlib.Path(name) / "hello.toml"
    scenario.write_text('name = "hello"\ntext = "a test"\ncycles = "2 s"\n[[board]]\nname = "board"\nwaits = true\n'
                        'programs = [{ run = "hello" }]\n')
    commands = ["break amoebox::kernel::load_begin", "continue", "backtrace", "program hello", "delete", "hbreak main", "continue",
                "delete", "continue"]
    command = ["verif/virt/debug.sh", build, str(scenario)]
    done = subprocess.run([*command, "board", "-batch", *(word for line in commands for word in ("-ex", line))],
                          capture_output=True, text=True, timeout=100)
    wrong = subprocess.run([*command, "nobody"], capture_output=True, text=True, timeout=100)
failed = 0
output = done.stdout + done.stderr
for words in ("_start () at kernel/arch/riscv/entry.S", "amoebox::kernel::load_begin", "in kernel_main () at kernel/main.cpp",
              "main () at commands/hello/hello.cpp"):
    if words not in output:
        failed += 1
        print(f"FAILED: gdb does not say {words!r}\n{output}")
if "hello from board 0" not in pathlib.Path("build/results/debug.log").read_text() and wrong.returncode == 0:
    failed += 1
    print("FAILED: the board does not go on")
if wrong.returncode != 2 or 'no board "nobody" waits for gdb' not in wrong.stderr:
    failed += 1
    print(f"FAILED: a board that is not there: {wrong.returncode} {wrong.stderr}")
print(f"{6 - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)
