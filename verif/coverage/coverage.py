"""Line and toggle coverage of rtl/fbox and rtl/eth from Verilator's coverage files.

    coverage.py FILE...      prints a table, writes build/results/coverage.json (rows) and build/results/uncovered.txt (points)

A point counts as covered when it was reached in any file and any instance.  Points that cannot be reached are listed in
verif/coverage/exceptions.md, one `file: signal` or `file: line text` a bullet; they are counted as uncovered all the same;
those that nobody explains are counted at the end.
"""
import collections
import json
import pathlib
import re
import sys

RESULTS = pathlib.Path("build/results")
DIRECTORIES = ("rtl/fbox/", "rtl/eth/")


def points(name):
    """(kind, file, line, comment, count) of each point in a file."""
    with open(name, "rb") as file:
        for line in file:
            found = re.match(rb"C '(.*)' (\d+)$", line.rstrip(b"\n"))
            if not found:
                continue
            keys = dict(part.split(b"\x02", 1) for part in found.group(1).split(b"\x01") if b"\x02" in part)
            text = {k.decode(): v.decode() for k, v in keys.items()}
            path = text["f"]
            at = path.find("rtl/")
            path = path[at:] if at >= 0 else path
            if not path.startswith(DIRECTORIES):
                continue
            kind = "toggle" if text.get("page", "").startswith("v_toggle") else "line"
            yield kind, path, int(text["l"]), text.get("o", ""), int(found.group(2))


def main():
    seen = collections.Counter()
    for name in sys.argv[1:]:
        for kind, path, line, comment, count in points(name):
            seen[kind, path, line, comment] += count
    if not seen:
        sys.exit("coverage.py: no points of rtl/fbox or rtl/eth in these files")

    files = collections.defaultdict(lambda: {"line": [0, 0], "toggle": [0, 0]})
    uncovered = []
    for (kind, path, line, comment), count in sorted(seen.items(), key=lambda item: (item[0][1], item[0][2], item[0][3])):
        for key in (path, str(pathlib.Path(path).parent) + "/"):
            files[key][kind][1] += 1
            files[key][kind][0] += count > 0
        if count == 0:
            uncovered.append(f"{path}:{line}: {kind} {comment}")

    rows = []
    print(f"{'':36} {'line':>16} {'toggle':>20}")
    for path in sorted(files):
        cells = []
        for kind in ("line", "toggle"):
            covered, total = files[path][kind]
            percent = 100.0 * covered / total if total else 100.0
            cells.append(f"{covered:6}/{total:<6} {percent:5.1f} %")
            rows.append({"name": f"coverage_{kind}:{path}", "value": round(percent, 2), "unit": "%", "n": total})
        print(f"{path:36} {cells[0]} {cells[1]}")

    excuses = pathlib.Path("verif/coverage/exceptions.md").read_text()
    excused = re.findall(r"^- `([^`:]+): ([^`]*)`", excuses, re.M)
    # A point is "file:line: kind comment"; the comment of a signal is its name, perhaps with a bit.
    open_points = [point for point in uncovered
                   if not any(point.startswith(file + ":") and re.search(rf"{re.escape(what)}(\[|$)" if what else "", point)
                              for file, what in excused)]
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "coverage.json").write_text(json.dumps(rows, indent=1) + "\n")
    (RESULTS / "uncovered.txt").write_text("\n".join(uncovered) + "\n")
    print(f"\n{len(uncovered)} points not covered, {len(open_points)} of them not explained in verif/coverage/exceptions.md")
    print("all of them: build/results/uncovered.txt")
    low = [row for row in rows if row["name"].endswith("/") and row["value"] < 95.0]
    for row in low:
        print(f"below 95 %: {row['name']} {row['value']} %")
    sys.exit(1 if low else 0)


main()
