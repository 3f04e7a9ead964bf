"""make card: runs the program cards and says what to do with what it wrote.

    card.py [--seed N] -- CARDS_PROGRAM ARGUMENT...
"""
import argparse
import hashlib
import json
import pathlib
import subprocess
import sys


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", default="")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    command = options.command + (["--seed", options.seed] if options.seed else [])
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        return done.returncode
    rows = [("number", "board", "bytes", "SHA-256", "file", "kernel and programs")]
    files, ports = [], []
    for line in done.stdout.splitlines():
        card = json.loads(line)
        image = pathlib.Path(card["file"]).read_bytes()
        programs = "; ".join([card["kernel"], *card["programs"]])
        rows.append((str(card["number"]), card["board"], str(len(image)), hashlib.sha256(image).hexdigest(), card["file"],
                     programs if len(programs) <= 100 else programs[:97] + "..."))
        files.append(card["file"])
        ports.append((card["board"], card["kernel_port"] or "(a service of the scenario)"))
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    for row in rows:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[5]]))
    print("\nThe kernel servers' put-ports, for `make hil ... SERVICE=`:")
    for name, port in ports:
        print(f"  {name.ljust(widths[1])}  {port}")
    print("\nEach to its card, /dev/sdX (lsblk shows which it is; everything on it is lost):")
    for file in files:
        print(f"  sudo dd if={file} of=/dev/sdX bs=512 conv=fsync")
    if options.seed:
        print(f"\nThe secrets are drawn from SEED={options.seed}: anybody can draw them again. For tests only.")
    else:
        print("\nThe secrets on these cards are fresh and belong together: boards that are to meet need cards of one run.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
