"""How long the kernel leaves an interrupt waiting: writes build/results/bench-interrupts.json.

    interrupts.py BUILD_DIRECTORY

Measured on model boards (verif/kernel/model_board.hpp: the real processor on a bus with the node's timing), which see when an
interrupt line rises and when the kernel looks.  The longest over: RPC of all sizes with another board and on one, programs that
fault, a hundred thousand random system calls.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

RESULTS = pathlib.Path("build/results")
PUT_BYTES = {"wide": 14, "classic": 6}
RUNS = {
    "rpc": [["echo --serve echo --room 1048576"], ["echo --serve local --room 1048576", "rpcbench --remote echo --local local --big --rounds 20"]],
    "calls": [["fuzzcalls --calls 100000"]],
    "faults": [["echo --serve local", "threads", "local"]],
}


def main() -> int:
    build = pathlib.Path(sys.argv[1])
    size = PUT_BYTES[build.name]
    secret = {name: (bytes([tag]) + bytes(range(2, size + 1))).hex() for tag, name in enumerate(("echo", "local"), 1)}
    public = {name: subprocess.run([build.parent / "bin/f", "--width", str(8 * size), value], check=True, text=True,
                                   capture_output=True).stdout.strip() for name, value in secret.items()}
    longest = 0
    with tempfile.TemporaryDirectory() as directory:
        for name, boards in RUNS.items():
            images: list[pathlib.Path] = []
            for i, runs in enumerate(boards):
                path = pathlib.Path(directory) / f"{name}{i}.img"
                command: list = [build / "bin/mkimage", "--out", path, "--kernel", build / "target/kernel.elf"]
                for program in ("echo", "rpcbench", "fuzzcalls", "threads", "local"):
                    command += ["--program", f"{program}={build}/target/{program}.elf"]
                for service, value in public.items():
                    command += ["--put", f"{service}={value}"]
                    if any(f"--serve {service}" in run for run in runs):
                        command += ["--get", f"{service}={secret[service]}"]
                for run in runs:
                    command += ["--run", run]
                subprocess.run(command, check=True)
                images.append(path)
            # The first board is the one whose end ends the run.
            command = [build / "bin/boards", "--rom", build / "target/firmware.bin", "--first", "--cycles", "120000000"]
            for path in reversed(images):
                command += ["--image", path]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            found = [int(n) for n in re.findall(r"an interrupt waited at most (\d+)", done.stdout)]
            if len(found) != len(boards):
                print(f"interrupts.py: {name}: {done.stdout[-2000:]}{done.stderr[-2000:]}", file=sys.stderr)
                return 1
            print(f"{name}: an interrupt waited at most {max(found):,} cycles")
            longest = max(longest, *found)
    row = {"name": "interrupts_off_max_cycles", "value": longest, "unit": "cycles", "n": len(RUNS), "profile": build.name, "seed": 1}
    (RESULTS / "bench-interrupts.json").write_text(json.dumps([row], indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
