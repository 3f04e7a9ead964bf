"""interfaces/control.toml: the control frames of the wall-socket box, read, checked, and as Verilog, C++ and a page.

The file is optional: without it nothing is made.
"""

import dataclasses
import pathlib

import cpp
import markdown
import model as m


@dataclasses.dataclass
class Control:
    record: list[m.Field]
    operations: list[m.Named]
    codes: list[m.Named]
    registers: list[m.Register]
    counters: list[m.Named]

    @property
    def record_size(self) -> int:
        return m.size(self.record, 0)


def named(top: m.Entry, key: str) -> list[m.Named]:
    items = []
    entries = top.list_of(key, key)
    for entry in entries:
        items.append(m.Named(entry.name(m.NAME_UPPER), entry.number("value", 0, 255), entry.text()))
        entry.done()
    m.unique(entries, items, "name")
    m.unique(entries, items, "value")
    return items


def read(directory: pathlib.Path) -> Control | None:
    if not (directory / "control.toml").exists():
        return None
    top = m.read_file(directory, "control.toml")
    record = []
    entries = top.list_of("record", "record")
    for entry in entries:
        record.append(m.Field(entry.name(m.NAME_LOWER), entry.number("size", 1, 8), entry.text()))
        entry.done()
    m.unique(entries, record, "name")
    if m.size(record, 0) != 8:
        top.fail(f"has records of {m.size(record, 0)} bytes, expected 8: the box counts in eights")

    operations, codes = named(top, "operation"), named(top, "code")
    counters = []
    counter_entries = top.list_of("counter", "counter")
    for index, entry in enumerate(counter_entries):
        counters.append(m.Named(entry.name(m.NAME_UPPER), index, entry.text()))
        entry.done()
    m.unique(counter_entries, counters, "name")
    if len(counters) > 16:
        top.fail(f"has {len(counters)} counters, expected at most 16: their memory has no more words")

    registers, spans = [], []
    register_entries = top.list_of("register", "register")
    for entry in register_entries:
        register = m.Register(entry.name(m.NAME_UPPER), entry.number("offset", 0x80, 0xFC),
                              entry.choice("access", ["ro", "w1"]), entry.text())
        if register.offset % 4:
            entry.fail(f"has offset = {register.offset:#x}, expected a multiple of 4")
        words = 16 if register.name == "COUNTER" else 1
        if words == 16 and register.offset != 0xC0:
            entry.fail(f"has offset = {register.offset:#x}, expected 0xC0: the box takes the counter's number from its low bits")
        spans.append((register.offset, register.offset + 4 * words, entry))
        registers.append(register)
        entry.done()
    m.unique(register_entries, registers, "name")
    if "COUNTER" not in [register.name for register in registers]:
        top.fail("has no register 'COUNTER', expected one at 0xC0")
    m.disjoint(spans)
    top.done()
    return Control(record, operations, codes, registers, counters)


def verilog(control: Control) -> str:
    lines = []

    def define(name: str, value: int, text: str) -> None:
        lines.append(f"`define AMB_{'CONTROL_' + name:<28} {value:<13}// {text}".rstrip())

    define("RECORD_SIZE", control.record_size, "bytes")
    for field, offset, _ in m.layout(control.record, 0):
        define(f"AT_{field.name.upper()}", offset, field.text)
    for title, items in (("OP", control.operations), ("CODE", control.codes)):
        for item in items:
            define(f"{title}_{item.name}", item.value, item.text)
    for register in control.registers:
        define(f"REG_{register.name}", register.offset, f"{register.access}: {register.text}")
    define("COUNTERS", len(control.counters), "how many")
    for counter in control.counters:
        define(f"COUNTER_{counter.name}", counter.value, counter.text)
    return ("// Made by tools/generate from interfaces/control.toml; do not edit.\n`ifndef AMOEBOX_CONTROL_VH\n"
            "`define AMOEBOX_CONTROL_VH\n\n" + "\n".join(lines) + "\n\n`endif\n")


def header(control: Control) -> str:
    lines = [cpp.size_constant("record_size", control.record_size)]
    lines += [cpp.size_constant(f"at_{field.name}", offset, field.text) for field, offset, _ in m.layout(control.record, 0)]
    lines += ["", *cpp.enumeration("Operation", "std::uint8_t", [(o.name.lower(), o.value, o.text) for o in control.operations])]
    lines += cpp.enumeration("Code", "std::uint8_t", [(c.name.lower(), c.value, c.text) for c in control.codes])
    lines += ["", "// Registers of the wall-socket box; below 0x40 are those of block FBOX."]
    lines += [cpp.constant("std::uint8_t", f"reg_{r.name.lower()}", f"{r.offset:#04x}", f"{r.access}: {r.text}")
              for r in control.registers]
    lines += ["", *cpp.enumeration("Counter", "std::uint8_t", [(c.name.lower(), c.value, c.text) for c in control.counters]),
              cpp.size_constant("counters", len(control.counters)),
              "inline constexpr std::string_view counter_names[counters] = {",
              *[f"    {cpp.quoted(c.name)}," for c in control.counters], "};"]
    return cpp.file("control.toml", "Control frames of the wall-socket box; docs/inline.md explains them.",
                    ["cstddef", "cstdint", "string_view"], "amoebox::control", lines)


def page(control: Control) -> str:
    return markdown.page("Control frames", "control.toml", [
        "A frame of kind CONTROL, whose data are records. [inline.md](../inline.md) explains them.",
        "## A record", markdown.picture(m.layout(control.record, 0)),
        markdown.table(["at", "bytes", "field", "what it is"],
                       [[offset, length, field.name, field.text] for field, offset, length in m.layout(control.record, 0)]),
        "## Operations", markdown.table(["value", "name", "what it does"], [[o.value, o.name, o.text] for o in control.operations]),
        "## Codes", markdown.table(["value", "name", "what it says"], [[c.value, c.name, c.text] for c in control.codes]),
        "## Registers of the wall-socket box",
        markdown.table(["offset", "name", "access", "what it is"],
                       [[f"{r.offset:#04x}", r.name, r.access, r.text] for r in control.registers]),
        "## Counters of the wall-socket box",
        markdown.table(["register", "name", "counts"],
                       [[f"{0xC0 + 4 * c.value:#04x}", c.name, c.text] for c in control.counters])])


def outputs(control: Control | None) -> dict[str, str]:
    """What goes into gen/."""
    return {} if control is None else {"control.vh": verilog(control), "control.hpp": header(control)}
