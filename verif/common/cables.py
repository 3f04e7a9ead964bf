"""Virtual cables of Linux (veth pairs) for tests over real interfaces."""
import subprocess
import sys
import time

LIMIT = 10  # seconds


def wait_for_links(*names: str) -> None:
    """Linux tells of a link when it comes to it, a second later on a busy computer."""
    end = time.monotonic() + LIMIT
    while not all(" state UP " in subprocess.run(["ip", "-o", "link", "show", name], capture_output=True, text=True).stdout
                  for name in names):
        if time.monotonic() > end:
            sys.exit(f"infrastructure error: waited {LIMIT} s for the links of {', '.join(names)}.")
        time.sleep(0.02)
