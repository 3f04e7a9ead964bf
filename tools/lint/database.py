"""Joins what clang wrote beside each object (-MJ) to a compile database; objects whose source has gone are left out.

    database.py OUTPUT DIRECTORY...
"""

import json
import pathlib
import sys


def main() -> int:
    entries = {}
    for directory in sys.argv[2:]:
        for path in sorted(pathlib.Path(directory).rglob("*.o.json")):
            entry = json.loads(path.read_text().strip().rstrip(","))
            if (pathlib.Path(entry["directory"]) / entry["file"]).exists() and path.with_suffix("").exists():
                entries[entry["output"]] = entry
    text = json.dumps([entries[name] for name in sorted(entries)], indent=1) + "\n"
    output = pathlib.Path(sys.argv[1])
    if not output.exists() or output.read_text() != text:
        output.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
