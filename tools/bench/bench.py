"""Collects what benches measured into build/results/bench.json, prints it beside limits and published figures.

Inputs: build/results/bench-*.json (rows {name, value, unit, n}), build/results/area.json, build/results/board-*.json of the
boards that were built (make bitstream); what is not there is "not measured".  With --publish the table is also
written into README.md and the rows into docs/figures.json; --check fails when README.md is not the rendering of
docs/figures.json.  A figure beyond its limit is no failure of a test: the table says so.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tomllib

RESULTS = pathlib.Path("build/results")
BOARDS = {"colorlight-5a75b": "inline", "ulx3s": "node"}
PUBLISHED = pathlib.Path("docs/figures.json")
README = pathlib.Path("README.md")
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"


def figures() -> list[dict]:
    return tomllib.loads(pathlib.Path("tools/bench/figures.toml").read_text())["figure"]


def measured() -> dict[str, dict]:
    rows: dict[str, dict] = {}
    for path in [*sorted(RESULTS.glob("bench-*.json")), RESULTS / "area.json"]:
        if path.exists():
            for row in json.loads(path.read_text()):
                rows[row["name"]] = row
    return rows | {row["name"]: row for row in boards()}


def boards() -> list[dict]:
    """Area and least clock of all seeds of what a board is the example of."""
    rows = []
    for name, part in BOARDS.items():
        path = RESULTS / f"board-{name}.json"
        if path.exists():
            result = json.loads(path.read_text())
            rows += [{"name": f"{part}_lut4", "value": result["lut4"], "unit": "LUT4", "n": len(result["seeds"])},
                     {"name": f"{part}_fmax_mhz_min", "value": min(min(clock["got_mhz"]) for clock in result["clocks"]), "unit": "MHz",
                      "n": len(result["seeds"])}]
    return rows


def number(value: float | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.3f}" if abs(value) < 10 else f"{value:,.1f}"


def verdict(figure: dict, rows: dict[str, dict]) -> str:
    row, limit = rows.get(figure["name"]), figure.get("limit")
    if row is None:
        return "not measured"
    if "limit_of" in figure and figure["limit_of"] in rows:
        limit = rows[figure["limit_of"]]["value"]
    sign = 1 if figure.get("better", "less") == "less" else -1
    if limit is not None and sign * row["value"] > sign * limit + abs(limit) * 1e-9:
        return "over its limit" if sign == 1 else "under its limit"
    if "aim" in figure:
        return "aim met" if sign * row["value"] <= sign * figure["aim"] else "ok" if limit is not None else "below aim"
    return "ok" if limit is not None else ""


def table(rows: dict[str, dict], known: list[dict]) -> list[list[str]]:
    lines = [["figure", "measured", "unit", "limit", "aim", "verdict", "published elsewhere"]]
    for figure in known:
        row = rows.get(figure["name"], {})
        limit = figure.get("limit", rows.get(figure.get("limit_of", ""), {}).get("value"))
        lines.append([figure["name"], number(row.get("value")), row.get("unit", ""), number(limit), number(figure.get("aim")),
                      verdict(figure, rows), figure.get("published", "")])
    return lines


def markdown(lines: list[list[str]]) -> str:
    rendered = ["| " + " | ".join(cell if i else cell for i, cell in enumerate(line)) + " |" for line in lines]
    rendered.insert(1, "|---|---:|---|---:|---:|---|---|")
    return "\n".join(rendered)


def with_table(readme: str, rows: dict[str, dict]) -> str:
    head, _, rest = readme.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{markdown(table(rows, figures()))}\n{END}{tail}"


def check() -> int:
    published = {row["name"]: row for row in json.loads(PUBLISHED.read_text())}
    passed = failed = 0

    def expect(ok: bool, sentence: str) -> None:
        nonlocal passed, failed
        passed, failed = passed + ok, failed + (not ok)
        if not ok:
            print(sentence)

    readme = README.read_text()
    expect(with_table(readme, published) == readme, "README.md: the figures table is stale; run `make bench`")
    known = {figure["name"] for figure in figures()}
    for name in published:
        expect(name in known, f"{name}: published, but not in tools/bench/figures.toml")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publish", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        return check()

    rows = measured()
    commit = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    for row in rows.values():
        row.setdefault("commit", commit)
    RESULTS.mkdir(parents=True, exist_ok=True)
    ordered = [rows[f["name"]] for f in figures() if f["name"] in rows]
    ordered += [row for name, row in rows.items() if name not in {f["name"] for f in figures()}]
    (RESULTS / "bench.json").write_text(json.dumps(ordered, indent=1) + "\n")

    lines = table(rows, figures())
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        print("  ".join(c.rjust(w) if i in (1, 3, 4) else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths))).rstrip())
    if options.publish:
        PUBLISHED.write_text(json.dumps(ordered, indent=1) + "\n")
        README.write_text(with_table(README.read_text(), rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
