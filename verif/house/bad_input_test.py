"""What a person may mistype to a tool: bad_input_test.py BUILD_DIRECTORY

Each line of CASES ends with that status and says what is wrong on standard error, in a sentence; nothing crashes.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

B = sys.argv[1]
WORK = pathlib.Path(tempfile.mkdtemp(prefix="bad-input-"))
KERNEL = ["--out", str(WORK / "image"), "--kernel", f"{B}/target/kernel.elf"]
MKIMAGE = [f"{B}/bin/mkimage", *KERNEL]
PORT = "07" * (14 if B.endswith("wide") else 6)

CASES = [
    # command, status, words of the complaint
    (["build/bin/f"], 2, "no value given"),
    (["build/bin/f", "--width", "64", "00"], 2, "unknown width '64', expected 112 or 48"),
    ([f"{B}/bin/mkimage"], 2, "--out is required"),
    ([f"{B}/bin/mkimage", "--colour", "red"], 2, "mkimage: "),
    ([f"{B}/bin/mkimage", "--out", "x", "--kernel", "/does/not/exist"], 1, "/does/not/exist cannot be read"),
    ([f"{B}/bin/mkimage", "--out", "x", "--kernel", "."], 1, ". cannot be read"),
    ([f"{B}/bin/mkimage", "--out", "x", "--kernel", "LICENSE"], 1, "LICENSE is not a 32-bit little-endian ELF file"),
    ([f"{B}/bin/mkimage", "--out", "/does/not/exist/x", *KERNEL[2:]], 1, "/does/not/exist/x cannot be written"),
    ([*MKIMAGE, "--program", "a"], 1, "'a' is not NAME=ELF"),
    ([*MKIMAGE, "--program", "a=LICENSE"], 1, "the program LICENSE is not"),
    ([*MKIMAGE, "--program", "a" * 36 + "=LICENSE"], 1, "NAME of 1 to 35 characters"),
    ([*MKIMAGE, "--file", "a=."], 1, ". cannot be read"),
    ([*MKIMAGE, "--file", "a=LICENSE", "--file", "a=LICENSE"], 1, "'a' is given twice"),
    ([*MKIMAGE, "--get", "a=0z"], 1, "no hexadecimal digit"),
    ([*MKIMAGE, "--get", "a=000"], 1, "odd number"),
    ([*MKIMAGE, "--get", f"a={PORT}00"], 1, "the port 'a' has"),
    ([*MKIMAGE, "--put", "a=" + "00" * (len(PORT) // 2)], 1, "the port 'a' is null"),
    ([*MKIMAGE, "--run", "nobody"], 1, "'nobody', which is not in the image"),
    ([f"{B}/bin/frame_judge", "file"], 2, "takes no arguments"),
    ([f"{B}/bin/frame_fuzz", "one"], 2, "usage: frame_fuzz [SEED]"),
    ([f"{B}/bin/softbox_fuzz", "1", "2"], 2, "usage: softbox_fuzz [SEED]"),
    ([f"{B}/bin/loader_fuzz", "1x"], 2, "usage: loader_fuzz [SEED [ROUNDS]]"),
    ([f"{B}/bin/campaign", "--colour", "1"], 2, "campaign [--seeds N]"),
    ([f"{B}/bin/campaign", "--seeds"], 2, "--seeds '': expected a number"),
    ([f"{B}/bin/campaign", "--seeds", "many"], 2, "--seeds 'many': expected a number"),
    ([f"{B}/bin/campaign", "--seeds", "0"], 2, "expected a number"),
    ([f"{B}/bin/campaign", "--mutant", "bird"], 2, "no mutant 'bird'"),
]
RUN = {"SEED": "1", "THREADS": "2", "SCENARIO": "network", "FILE": ""}
RUN_CASES = [
    ({}, 0, ""),
    ({"FILE": "LICENSE"}, 0, ""),
    ({"SCENARIO": "thief"}, 0, ""),
    ({"SCENARIO": "verif/scenarios/network.toml"}, 0, ""),
    ({"SEED": "x"}, 2, "SEED is 'x', expected a number"),
    ({"SEED": "-1"}, 2, "SEED is '-1', expected a number"),
    ({"THREADS": ""}, 2, "THREADS is '', expected a number"),
    ({"SCENARIO": "netwrok"}, 2, "no scenario 'netwrok'; there are: thief"),
    ({"SCENARIO": "my.toml"}, 2, "'my.toml', which is not a file"),
    ({"FILE": "/does/not/exist"}, 2, "FILE is '/does/not/exist', which is not a file that can be read"),
    ({"FILE": "docs"}, 2, "FILE is 'docs', which is not a file"),
    ({"FILE": "it's not there"}, 2, "FILE is 'it's not there'"),
]
passed = failed = 0


def check(what: object, done: subprocess.CompletedProcess, status: int, words: str) -> None:
    global passed, failed
    sentence = done.stderr.strip()
    good = done.returncode == status and words in sentence and len(sentence) < 600 and "Traceback" not in sentence
    passed, failed = passed + good, failed + (not good)
    if not good:
        print(f"FAILED: {what}: status {done.returncode}, expected {status} and '{words}': {sentence[-600:]}")


for command, status, words in CASES:
    check(command, subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60), status, words)
for frame in ("zz", "0", "00 11"):
    check(frame, subprocess.run([f"{B}/bin/frame_judge"], input=frame + "\n", capture_output=True, text=True, timeout=60), 2,
          "expected frames in lower-case hex")
for given, status, words in RUN_CASES:
    done = subprocess.run(["verif/sim/check_run.sh"], env={**os.environ, **RUN, **given}, capture_output=True, text=True, timeout=60)
    check(given, done, status, words)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
