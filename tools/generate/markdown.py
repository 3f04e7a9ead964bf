"""The pages of docs/generated/: frame.md, registers.md, errors.md, commands.md, syscalls.md."""

import itertools

import model as m

CELL = 9  # characters for a byte in the pictures
ROW = 8  # bytes in a row of them


def page(title: str, source: str, parts: list[str]) -> str:
    note = f"Made by `make generate` from `interfaces/{source}`; do not edit."
    return "\n\n".join([f"# {title}", note, *parts]) + "\n"


def table(heads: list[str], rows: list[list[object]]) -> str:
    def line(cells: list[object]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"

    return "\n".join([line(heads), "|" + "---|" * len(heads), *[line(row) for row in rows]])


def joined(rule: str, above: str) -> str:
    """The rule on top of a row, which also ends the row above it."""
    closing = "".join("+" if c == "|" else "-" if i > 4 else " " for i, c in enumerate(above))
    return "".join("+" if "+" in pair else "-" if "-" in pair else " "
                   for pair in itertools.zip_longest(rule, closing, fillvalue=" "))


def picture(placed: list[tuple[m.Field, int, int]]) -> str:
    """Eight bytes a row; a field that goes on in the next row shows its name once."""
    start, end = placed[0][1], placed[-1][1] + placed[-1][2]
    owner = [field for field, _, length in placed for _ in range(length)]
    lines = []
    shown = set()
    first = start - start % ROW
    for row in range(first, end, ROW):
        rule, text, at = "     ", f"{row:4} ", row
        while at < min(row + ROW, end):
            if at < start:
                rule, text, at = rule + " " * CELL, text + " " * CELL, at + 1
                continue
            field, width = owner[at - start], 1
            while at + width < min(row + ROW, end) and owner[at + width - start] is field:
                width += 1
            label = "" if field.name in shown else field.name
            shown.add(field.name)
            rule += "+" + "-" * (width * CELL - 1)
            text += "|" + label.center(width * CELL - 1)[:width * CELL - 1]
            at += width
        lines += [joined(rule + "+", lines[-1] if lines else ""), text + "|"]
    lines.append(joined("", lines[-1]))
    return "```\n" + "\n".join(lines) + "\n```"


def frame(model: m.Model) -> str:
    source = model.frame
    profiles = list(source.profiles.items())
    heads = [f"at ({name})" for name, _ in profiles] + [f"bytes ({name})" for name, _ in profiles]

    def fields(which: list[m.Field], starts: list[int], with_by: bool) -> str:
        layouts = [m.layout(which, port, start) for (_, port), start in zip(profiles, starts)]
        rows = []
        for index, field in enumerate(which):
            places = [layout[index] for layout in layouts]
            rows.append([f"`{field.name}`", *[place[1] for place in places], *[place[2] for place in places],
                         *([field.by] if with_by else []), field.text])
        return table(["field", *heads, *(["written by"] if with_by else []), "what it is"], rows)

    header_sizes = [m.size(source.header, port) for _, port in profiles]
    parts = ["Why it is so: [frame.md](../frame.md). Offsets count from the first byte of the destination address; integers are "
             "big-endian; there is no FCS in these numbers.",
             table(["", *[name for name, _ in profiles]], [
                 ["port, signature, check field (bytes)", *[port for _, port in profiles]],
                 ["header", *header_sizes],
                 ["message header", *[m.size(source.message, port) for _, port in profiles]],
                 ["data in a first frame, at most",
                  *[source.max_frame - m.size(source.header, port) - m.size(source.message, port) for _, port in profiles]],
                 ["data in a later frame, at most",
                  *[source.max_frame - m.size(source.header, port) for _, port in profiles]]]),
             f"EtherType {source.ethertype:#06x}, version {source.version}, frames of at most {source.max_frame} bytes.",
             "## Header", fields(source.header, [0] * len(profiles), True),
             "## Message header", "In REQUEST and REPLY, right after the header.", fields(source.message, header_sizes, True)]
    for name, port in profiles:
        start = m.size(source.header, port)
        parts += [f"## Picture, {name}", picture(m.layout(source.header, port) + m.layout(source.message, port, start))]
    parts += ["## Kinds",
              "*From*: who may put it on the wire. *To*: which armed ports admit it.",
              table(["value", "kind", "from", "to", "message header", "body", "what it is"],
                    [[k.value, k.name, k.source, k.to, "yes" if k.message else "no", k.body, k.text] for k in source.kinds]),
              "## Bodies",
              "In place of data, right after the header. `length` is their size, `total` equals it, `offset` is 0."]
    for name, which in source.bodies.items():
        users = ", ".join(k.name for k in source.kinds if k.body == name)
        parts += [f"### {name} ({users})", fields(which, header_sizes, False)]
    parts += ["## Flags", table(["bit", "mask", "flag", "what it is"],
                                [[f.bit, f"{f.mask:#04x}", f.name, f.text] for f in source.flags]),
              f"Every bit outside {source.flags_valid:#04x} is zero in a valid frame."]
    return page("The frame: layout", "frame.toml", parts)


def registers(model: m.Model) -> str:
    parts = ["Registers are 32 bits wide, little-endian words. Access: ro, rw, wo (reads 0), rc (cleared by reading), w1 (a write "
             "does something).",
             "## Memory map",
             table(["address", "bytes", "what"],
                   [row for _, row in sorted(
                       [(r.base, [f"`{r.base:#010x}`", f"`{r.size:#x}`", f"{r.name}: {r.text}"]) for r in model.memory]
                       + [(b.base, [f"`{b.base:#010x}`", "`0x1000`", f"{b.name}: {b.text}"]) for b in model.blocks])])]
    for block in model.blocks:
        parts += [f"## {block.name}", f"At `{block.base:#010x}`: {block.text}.",
                  table(["offset", "register", "access", "what it is"],
                        [[f"`{r.offset:#04x}`", r.name, r.access, r.text] for r in block.registers])]
    parts += ["## Constants", table(["name", "value", "what it is"],
                                    [[c.name, f"{c.value:#x}" if c.value > 255 else c.value, c.text]
                                     for c in model.constants]),
              "## Counters",
              "Each frame that enters a direction ends in exactly one counter of it, or is in flight.",
              table(["number", "counter", "what it counts"], [[c.value, c.name, c.text] for c in model.counters])]
    return page("Registers of a node", "registers.toml", parts)


def errors(model: m.Model) -> str:
    return page("Error codes", "errors.toml", [
        "*Outcome* is what an error says of the operation: *not done*, *unknown*, or *answered* by the server itself.",
        table(["value", "name", "outcome", "what it means"], [[e.value, e.name, e.outcome, e.text] for e in model.errors])])


def commands(model: m.Model) -> str:
    parts = ["Blocks of 100 for each class; numbers below 1000 are reserved for errors."]
    for item in model.classes:
        parts += [f"## {item.name}, from {item.first}", f"{item.text[0].upper()}{item.text[1:]}."]
        parts += [table(["value", "command", "result"], [[c.value, f"{item.name}_{c.name}", c.text] for c in item.commands])
                  if item.commands else "None yet."]
    return page("Commands", "commands.toml", parts)


def syscalls(model: m.Model) -> str:
    parts = [table(["number", "call", "what it does"], [[c.value, f"`{c.name.lower()}`", c.text] for c in model.syscalls])]
    for call in model.syscalls:
        parts += [f"## {call.name.lower()}", call.text]
        if call.arguments:
            parts.append(table(["argument", "what it is"], [[f"`{name}`", text] for name, text in call.arguments]))
        parts.append(f"Result: {call.result}" + (f"  \nErrors: {', '.join(call.errors)}" if call.errors else ""))
    return page("System calls", "syscalls.toml", parts)


def outputs(model: m.Model) -> dict[str, str]:
    made = {"frame.md": frame(model), "registers.md": registers(model), "errors.md": errors(model),
            "commands.md": commands(model)}
    if model.syscalls is not None:
        made["syscalls.md"] = syscalls(model)
    return made
