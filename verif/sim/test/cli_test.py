"""The simulator's command line, run as a person would: cli_test.py PROGRAM TRACE_PROGRAM

Uses the stub board (test/sim_board_stub.v).  Prints 'N passed, N failed'.
"""

import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM, WAVES = sys.argv[1:3]
DIRECTORY = "verif/sim/test/scenarios"
WORK = pathlib.Path(tempfile.mkdtemp(prefix="sim-cli-"))
results = {"passed": 0, "failed": 0}


def check(what: str, holds: bool, note: object = "") -> None:
    results["passed" if holds else "failed"] += 1
    if not holds:
        print(f"FAILED: {what}: {note}")


def run(*arguments: str, results_in: str = "r", **more) -> subprocess.CompletedProcess:
    command = [PROGRAM, "--scenarios", DIRECTORY, *map(str, arguments)]
    if "--results" not in arguments:
        command += ["--results", str(WORK / results_in)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **{"stdin": subprocess.DEVNULL, **more})


def result(name: str = "pair", results_in: str = "r") -> dict:
    return json.loads((WORK / results_in / f"{name}.json").read_text())


def scenario(name: str, text: str) -> str:
    path = WORK / f"{name}.toml"
    path.write_text(f'name = "{name}"\ntext = "made by a test"\n' + text)
    return str(path)


def determinism() -> None:
    hashes = set()
    for seed in range(1, 21):
        seen = []
        for threads in (1, 2, 1):
            done = run("pair", "--seed", seed, "--threads", threads, "--quiet")
            if done.returncode not in (0, 1):
                check(f"seed {seed}", False, done.stderr)
            found = result()
            found.pop("threads")
            seen.append(json.dumps(found))
        check(f"seed {seed}: the same for 1 and 2 threads, and again", seen[0] == seen[1] == seen[2])
        hashes.add(result()["run_hash"])
    check("seeds differ", len(hashes) == 20, len(hashes))
    one = result()
    check("results name what made them", one["seed"] == 20 and one["profile"] in ("wide", "classic") and len(one["run_hash"]) == 16)


def consoles() -> None:
    done = run("pair")
    check("ends well", done.returncode == 0, done.stderr)
    check("lines bear the board's name", "[sender] hello\n" in done.stdout and "[echo]   echo is up\n" in done.stdout, done.stdout)
    check("report lines are not shown", "@stub" not in done.stdout)
    reports = result()["runs"][0]["reports"]
    check("but collected", any(r["key"] == "stub" and r["board"] == "sender" and r["tx"] == 67 for r in reports), reports)
    check("it says what to type next", "next:    make run SCENARIO=pair" in done.stderr)
    links = {link["link"]: link for link in result()["runs"][0]["links"]}
    check("cut frames are counted", links["from flood0"]["cut"] > 0 and links["from flood1"]["cut"] == 0, links)
    check("faults are counted", all(links["to echo"][k] > 0 for k in ("lost", "duplicated", "corrupted", "reordered", "delayed")), links["to echo"])


def mistakes() -> None:
    done = run("piar")
    check("a wrong name lists those there are", done.returncode == 2 and "pair" in done.stderr and "four stub boards" in done.stderr, done.stderr)
    done = run(scenario("broken", 'cycles = "1 ms"\n[[board]]\nname = "a"\nkolor = 1\n'))
    check("an error names file, line, what was expected", done.returncode == 2 and re.search(r"broken\.toml:6: expected one of name, .*found 'kolor'", done.stderr), done.stderr)
    check("a wrong option", run("pair", "--seeed", "1").returncode == 2)
    check("threads = 0", run("pair", "--threads", "0").returncode == 2)
    for bad in (("--seed", "x"), ("--seed", "-1"), ("--from", "1.5")):
        done = run("pair", *bad)
        check(f"not a number: {bad}", done.returncode == 2 and f"expected a whole number, found '{bad[1]}'" in done.stderr, done.stderr)
    done = run("pair", "--from", "5")
    check("waveforms without a recording", done.returncode == 2 and "belong to --recording" in done.stderr, done.stderr)
    for option in ("--results", "--pcap", "--trace"):
        done = run("pair", option, "/proc/none/x")
        check(f"{option} that cannot be written is refused at once", done.returncode == 2 and "cannot be written" in done.stderr and "Mcycles" not in done.stderr, done.stderr)
    for text in ("", "\xff", "name = \n", "[[board]]" * 3, "name = [[[[[[", "board = 5"):
        (WORK / "rubbish.toml").write_bytes(text.encode("latin-1"))
        done = run(str(WORK / "rubbish.toml"))
        check(f"rubbish {text!r}", done.returncode == 2 and "rubbish.toml:" in done.stderr, done.stderr)
    done = run("pair", "--set", "FILE=x")
    check("a variable that does not exist", done.returncode == 2 and "has no variable FILE" in done.stderr, done.stderr)
    big = WORK / "big"
    with big.open("wb") as file:
        file.truncate(17 << 20)
    text = 'cycles = "1 ms"\n[variables]\nFILE = "LICENSE"\n[[board]]\nname = "store"\nwaits = true\nfiles = { data = "$FILE" }\nprograms = [{ run = "stub life=5000" }]\n'
    name = scenario("file", text)
    check("a file that fits", run(name).returncode == 0)
    done = run(name, "--set", f"FILE={big}")
    check("a FILE too large is refused with the limit", done.returncode == 2 and "17825792 bytes" in done.stderr and "at most 16777216 bytes" in done.stderr, done.stderr)
    done = run(name, "--set", "FILE=/does/not/exist")
    disk = run(scenario("disk", 'cycles = 10\n[[board]]\nname = "a"\nwaits = true\ndisk = "LICENSE"\n'))
    check("a platform without disks says so", disk.returncode == 2 and "disk.toml:4: the disk 'LICENSE' of board \"a\" cannot be there: platform node has no disks yet" in disk.stderr, disk.stderr)
    check("a FILE that is none", done.returncode == 2 and "/does/not/exist" in done.stderr, done.stderr)
    done = run(scenario("slow", 'cycles = "1 ms"\n[[board]]\nname = "a"\nwaits = true\n'))
    check("a budget used up is an error that names the board", done.returncode == 1 and "waited for a (running)" in done.stderr and result("slow")["verdict"] == "budget", done.stderr)
    done = run(scenario("sad", 'cycles = "50 ms"\n[[board]]\nname = "a"\nwaits = true\nprograms = [{ run = "stub life=5000 status=7" }]\n[[board]]\nname = "b"\nwaits = true\n'))
    check("a bad status ends the run soon", done.returncode == 1 and "expected board \"a\" to end with status 0, found status 7" in done.stderr and result("sad")["cycles"] < 600_000, done.stderr)


def runs() -> None:
    text = '''cycles = "1 ms"
[[board]]
name = "a"
waits = true
programs = [{ run = "stub life=5000" }]
[[run]]
name = "one"
[[run]]
name = "two"
expect = [{ console = "nobody says this" }]
[run.board.a]
defence = "wire"
programs = [{ run = "stub life=6000" }]
'''
    done = run(scenario("two", text))
    found = result("two")
    check("every [[run]] is judged", done.returncode == 1 and [r["verdict"] for r in found["runs"]] == ["ok", "failed"], found)
    check("a run's own board", found["runs"][1]["boards"][0]["defence"] == "wire" and found["runs"][1]["cycles"] > found["runs"][0]["cycles"])
    check("only one run", run(str(WORK / "two.toml"), "--run", "one").returncode == 0)
    check("a run that does not exist", run(str(WORK / "two.toml"), "--run", "three").returncode == 2)


def steps() -> None:
    text = '''cycles = "2 ms"
end = "budget"
[[board]]
name = "a"
programs = [{ run = "stub period=5000" }]
[[board]]
name = "b"
programs = [{ run = "stub period=5000 to=0" }]
'''
    step = '[[step]]\nat = {}\nboard = "b"\ndo = "{}"\n'
    run(scenario("plain", text))
    sent = result("plain")["runs"][0]["boards"][1]
    run(scenario("stopped", text + step.format(50000, "stop")))
    stopped = result("stopped")["runs"][0]["boards"][1]
    check("stop", stopped["cycles"] == 50000 and 0 < stopped["frames_sent"] < sent["frames_sent"] and stopped["state"] == "stopped", stopped)
    done = run(scenario("restarted", text + step.format(50000, "power_cut") + step.format(60000, "restart")))
    again = result("restarted")["runs"][0]["boards"][1]
    check("power cut and restart", again["cycles"] == 90000 and done.stdout.count("b is up") == 2, (again, done.stdout))
    run(scenario("frozen", text + step.format(20000, "freeze") + step.format(30000, "thaw")))
    frozen = result("frozen")["runs"][0]["boards"][1]
    check("freeze and thaw", frozen["cycles"] == 90000 and frozen["state"] == "running", frozen)
    done = run(scenario("reset", 'cycles = "1 ms"\n[[board]]\nname = "a"\nwaits = true\nprograms = [{ run = "stub flags=2 life=5000" }]\n'))
    check("a processor that resets itself finds its image again", done.returncode == 0, done.stderr)
    done = run(scenario("typing", 'cycles = "1 ms"\n[[board]]\nname = "a"\nwaits = true\nprograms = [{ run = "stub life=9000" }]\n'
                        '[[type]]\nboard = "a"\nafter = "hello\\n"\ntext = "typed this\\n"\n[[expect]]\nconsole = "typed this"\n'))
    check("keys come when the console has shown a text", done.returncode == 0, done.stdout + done.stderr)


def interrupt() -> None:
    name = scenario("long", 'cycles = "900 s"\n[[board]]\nname = "a"\nwaits = true\nprograms = [{ run = "stub period=3000" }]\n[[board]]\nname = "b"\n')
    for threads in ("1", "2"):
        process = subprocess.Popen([PROGRAM, name, "--results", str(WORK / "i"), "--threads", threads, "--pcap", str(WORK / "i.pcapng")],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        found = json.loads((WORK / "i" / "long.json").read_text())
        check("Control-C ends a run with what is known", process.returncode == 130 and found["verdict"] == "interrupted" and found["cycles"] > 10_000
              and found["runs"][0]["boards"][0]["frames_sent"] > 0, (process.returncode, err))
        check("and its capture is whole", tshark(WORK / "i.pcapng", "-q").returncode == 0)
    process = subprocess.Popen([PROGRAM, name, "--results", str(WORK / "i")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    time.sleep(13)
    process.send_signal(signal.SIGINT)
    check("long waits are shown", "boards on" in process.communicate(timeout=20)[1])


def tshark(path: pathlib.Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["tshark", "-r", str(path), *arguments], capture_output=True, text=True, timeout=60)


def captures() -> None:
    done = run("pair", "--pcap", WORK / "p.pcapng", "--trace", WORK / "t.json")
    check("a run with a capture", done.returncode == 0, done.stderr)
    shown = tshark(WORK / "p.pcapng", "-T", "fields", "-e", "frame.interface_name", "-e", "frame.time_epoch", "-e", "eth.src", "-e", "frame.comment", "-e", "frame.len")
    rows = [line.split("\t") for line in shown.stdout.splitlines()]
    check("tshark opens it", shown.returncode == 0 and len(rows) > 200, shown.stderr)
    times = [float(row[1]) for row in rows]
    check("in the order of simulated time", times == sorted(times) and times[-1] < 0.010)
    first = rows[0]
    check("one interface for each direction of a link", {row[0] for row in rows} == {f"{d} {b}" for d in ("from", "to") for b in ("sender", "echo", "flood0", "flood1")})
    check("time is that of the last bit", first[0] == "from sender" and first[4] == "222" and round(float(first[1]) * 50e6) == 1037, first)
    links = {link["link"]: link for link in result()["runs"][0]["links"]}
    lost = sum(1 for row in rows if "lost" in row[3])
    check("verdicts are in comments", lost == links["from echo"]["lost"] + links["to echo"]["lost"] > 0, lost)
    sums = subprocess.run(["tshark", "-r", str(WORK / "p.pcapng"), "-o", "eth.check_fcs:TRUE", "-Y", "eth.fcs.status == \"Bad\" && !frame.comment", "-T", "fields", "-e", "frame.number"],
                          capture_output=True, text=True, timeout=60)
    check("unharmed frames have good checksums", sums.returncode == 0 and sums.stdout == "", sums)
    again = (WORK / "p.pcapng").read_bytes()
    run("pair", "--pcap", WORK / "p.pcapng", "--threads", "1")
    check("the capture is a function of the seed", again == (WORK / "p.pcapng").read_bytes())
    trace = json.loads((WORK / "t.json").read_text())
    check("the RPC trace is JSON with a track for each board", [e["args"]["name"] for e in trace["traceEvents"] if e["name"] == "process_name"] == ["wire", "board sender", "board echo", "board flood0", "board flood1"])


def replays() -> None:
    check("record", run("pair", "--record", WORK / "rec").returncode == 0)
    for board in ("sender", "echo", "flood0", "flood1"):
        done = run("--recording", WORK / "rec" / f"pair.{board}.recording")
        check(f"{board} again, alone: equal", done.returncode == 0 and "outputs equal" in done.stderr, done.stderr)
    fst = WORK / "echo.fst"
    done = subprocess.run([WAVES, "--recording", str(WORK / "rec" / "pair.echo.recording"), "--from", "5000", "--to", "9000", "--fst", str(fst)], capture_output=True, text=True)
    check("waveforms of a window, with equal outputs", done.returncode == 0 and fst.stat().st_size > 500 and fst.read_bytes()[0] == 0, done.stderr)
    small = fst.stat().st_size
    subprocess.run([WAVES, "--recording", str(WORK / "rec" / "pair.echo.recording"), "--from", "5000", "--to", "60000", "--fst", str(fst)], capture_output=True)
    check("a larger window is a larger file", fst.stat().st_size > small)
    done = run("--recording", WORK / "rec" / "pair.echo.recording", "--fst", fst)
    check("the fast program says that it has no waveforms", done.returncode == 1 and "cannot be opened for waveforms" in done.stderr, done.stderr)
    path = WORK / "rec" / "pair.sender.recording"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    done = run("--recording", path)
    check("a difference is found", done.returncode == 1 and "differs from the run, first in cycle" in done.stderr, done.stderr)
    with_steps = scenario("stepped", 'cycles = "2 ms"\nend = "budget"\n[[board]]\nname = "a"\nseed_input = "keys\\n"\nprograms = [{ run = "stub period=3000 flags=1" }]\n'
                          '[[board]]\nname = "b"\nprograms = [{ run = "stub period=4100 to=0" }]\n[[fault]]\nlink = "a"\nduplicate = 0.3\ncorrupt = 0.3\nrunt = 0.2\n'
                          + "".join(f'[[step]]\nat = {at}\ndo = "{do}"\nboard = "a"\n' for at, do in ((20001, "freeze"), (30007, "thaw"), (40003, "stop"), (50000, "restart"), (70011, "power_cut"), (80000, "restart"))))
    check("record a board that is stopped, frozen and cut", run(with_steps, "--record", WORK / "rec").returncode == 0)
    done = run("--recording", WORK / "rec" / "stepped.a.recording")
    check("and replay it", done.returncode == 0, done.stderr)


def shell() -> None:
    name = scenario("prompt", 'cycles = "900 s"\nconsole = "a"\n[[board]]\nname = "a"\nwaits = true\nprograms = [{ run = "stub" }]\n[[board]]\nname = "b"\n')
    master, slave = pty.openpty()
    process = subprocess.Popen([PROGRAM, name, "--shell", "--results", str(WORK / "s")], stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.7)
    os.write(master, b"echo me")
    time.sleep(0.7)
    os.write(master, b"\x1d")
    out, err = process.communicate(timeout=20)
    check("keys reach the board, Control-] leaves", process.returncode == 130 and b"echo me" in out and b"Control-]" in err, (process.returncode, out, err))
    check("such a run is marked", json.loads((WORK / "s" / "prompt.json").read_text())["runs"][0]["interactive"] is True)
    check("no console, no shell", run("pair", "--shell").returncode == 2)


for part in (determinism, consoles, mistakes, runs, steps, captures, replays, shell, interrupt):
    try:
        part()
    except Exception as error:  # a part that cannot go on is a failure, not the end of the others
        check(part.__name__, False, repr(error))
print(f"{results['passed']} passed, {results['failed']} failed")
sys.exit(results["failed"] != 0)
