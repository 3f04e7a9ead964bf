"""The real node in the simulator: node_test.py PROGRAM BUILD SEEDS

For SEEDS seeds a run on one host thread and one on two must be the same; in the first four of them idle boxes are clocked, too,
in the run on one thread.  Of seed 1 each board is replayed, and its outputs are equal.
Prints 'N passed, N failed'.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

PROGRAM, BUILD, SEEDS = sys.argv[1], sys.argv[2], int(sys.argv[3])
WORK = pathlib.Path(tempfile.mkdtemp(prefix="sim-node-"))
SCENARIO = WORK / "node.toml"
SCENARIO.write_text('''name = "node"
text = "two nodes boot and call each other over a bad cable"
cycles = "54 ms"
end = "budget"
[[service]]
name = "echo"
[[board]]
name = "server"
ram = "18M"
serves = ["echo"]
files = { data = "verif/scenarios/shell.toml" }
programs = [{ run = "file --serve echo --files data" }]
[[board]]
name = "client"
ram = "18M"
knows = ["echo"]
programs = [{ run = "fetch --port echo --file data" }]
[[fault]]
link = "*"
loss = 0.02
duplicate = 0.02
corrupt = 0.02
reorder = 0.02
''')


def run(seed: int, threads: int) -> dict:
    results = WORK / f"{seed}-{threads}"
    done = subprocess.run([PROGRAM, str(SCENARIO), "--build", BUILD, "--seed", str(seed), "--threads", str(threads), "--quiet", "--results", str(results), *(["--every-cycle"] if threads == 1 and seed <= 4 else []),
                           *(["--record", str(results)] if threads == 2 and seed == 1 else [])], capture_output=True, text=True)
    if done.returncode != 0:
        return {"error": done.stderr, "threads": threads}
    return json.loads((results / "node.json").read_text())


def same(seed: int) -> str:
    one, two = run(seed, 1), run(seed, 2)
    for found in (one, two):
        found.pop("threads")
    if "error" in one or one != two:
        return f"seed {seed}: {one.get('error') or 'runs on one thread and on two differ'}"
    frames = sum(board["frames_sent"] for board in one["runs"][0]["boards"])
    return "" if frames > 0 else f"seed {seed}: no board sent a frame; the run is too short to show anything"


failures = [text for text in map(same, range(1, SEEDS + 1)) if text]
passed = SEEDS - len(failures)
for board in ("server", "client"):
    done = subprocess.run([PROGRAM, "--recording", str(WORK / "1-2" / f"node.{board}.recording")], capture_output=True, text=True)
    if done.returncode == 0 and "outputs equal" in done.stderr:
        passed += 1
    else:
        failures.append(f"replay of {board}: {done.stderr}")
for text in failures:
    print(f"FAILED: {text}")
print(f"{passed} passed, {len(failures)} failed")
sys.exit(bool(failures))
