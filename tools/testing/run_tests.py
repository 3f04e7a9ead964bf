"""Runs the tests that build.mk fragments registered and counts what they report.

Each argument is PROFILE=FILE; a line of FILE is  name|seconds|command.  A Catch2 program counts with its test cases,
anything else as one.  The last line is 'N passed, N failed'; the exit status is 0 only if none failed and one passed.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import time

CATCH_ALL = re.compile(r"All tests passed \(\d+ assertions? in (\d+) test cases?\)")
CATCH_SOME = re.compile(r"test cases:\s*(\d+)\s*(?:\|\s*(\d+) passed)?\s*(?:\|\s*(\d+) failed)?")
PLAIN = re.compile(r"^(?:\w+: )?(\d+) passed, (\d+) failed", re.MULTILINE)


def count(output: str, status: int) -> tuple[int, int]:
    """(passed, failed) of one test's output; a non-zero status is at least one failure."""
    passed, failed = (1, 0) if status == 0 else (0, 1)
    if match := CATCH_ALL.search(output):
        passed, failed = int(match[1]), 0
    elif match := CATCH_SOME.search(output):
        passed, failed = int(match[2] or 0), int(match[3] or 0)
    elif matches := PLAIN.findall(output):
        passed, failed = (int(n) for n in matches[-1])
    if status != 0 and failed == 0:
        failed = 1
    return passed, failed


def run(profile: str, name: str, seconds: float, command: str, logs: pathlib.Path) -> tuple[str, int, int, float, str]:
    begin = time.monotonic()
    log = logs / f"{profile}-{name}.log"
    environment = dict(os.environ, PROFILE=profile)
    process = subprocess.Popen(command, shell=True, executable="/bin/bash", stdin=subprocess.DEVNULL, env=environment,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        output = process.communicate(timeout=seconds)[0].decode(errors="replace")
        status, note = process.returncode, ""
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        output = process.communicate()[0].decode(errors="replace")
        status, note = -1, f"stopped after its limit of {seconds:g} s"
    log.write_text(f"$ {command}\n{output}\n{note}\n")
    passed, failed = count(output, status)
    return f"{profile}/{name}", passed, failed, time.monotonic() - begin, note or (str(log) if failed else "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists", nargs="+")
    parser.add_argument("--only", default="", help="regular expression on test names")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()

    logs = pathlib.Path("build/results/tests")
    logs.mkdir(parents=True, exist_ok=True)
    work = []
    for item in options.lists:
        profile, _, path = item.partition("=")
        for line in pathlib.Path(path).read_text().splitlines():
            name, seconds, command = line.split("|", 2)
            if re.search(options.only, name):
                work.append((profile, name, float(seconds), command, logs))

    work.sort(key=lambda item: -item[2])  # the longest first, so that none is left over at the end
    total_passed = total_failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        futures = [pool.submit(run, *item) for item in work]
        for done, future in enumerate(concurrent.futures.as_completed(futures), 1):
            name, passed, failed, seconds, note = future.result()
            total_passed += passed
            total_failed += failed
            verdict = "FAIL" if failed else "ok"
            print(f"[{done:3}/{len(work)}] {verdict:4} {name:40} {passed:4} passed {failed:3} failed {seconds:7.1f} s  {note}",
                  flush=True)
            if failed:
                print("\n".join("    " + l for l in (logs / (name.replace("/", "-", 1) + ".log")).read_text().splitlines()[-25:]))
    print(f"{total_passed} passed, {total_failed} failed")
    return 0 if total_failed == 0 and total_passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
