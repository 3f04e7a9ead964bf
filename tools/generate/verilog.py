"""amoebox.vh: the interfaces as Verilog macros, for one profile."""

import model as m


def header(model: m.Model, profile: str) -> str:
    frame, port = model.frame, model.frame.profiles[profile]
    lines, seen, file = [], set(), "frame.toml"

    def define(name: str, value: int | str, text: str = "") -> None:
        if name in seen:
            raise m.InterfaceError(f"interfaces/{file}: two entries become the Verilog macro AMB_{name}, "
                                   "expected different names")
        seen.add(name)
        lines.append(f"`define AMB_{name:<28} {str(value):<13}{'// ' + text if text else ''}".rstrip())

    def section(text: str) -> None:
        lines.extend(["", f"// {text}"])

    def address(value: int) -> str:
        return f"32'h{value:08X}"

    section(f"Frame, profile {profile}")
    define("PORT_BYTES", port)
    define("ETHERTYPE", frame.ethertype, f"{frame.ethertype:#06x}")
    define("VERSION", frame.version)
    define("MAX_FRAME", frame.max_frame, "without FCS")
    define("MIN_FRAME", frame.min_frame, "without FCS")
    define("HEADER_SIZE", m.size(frame.header, port))
    define("MESSAGE_SIZE", m.size(frame.message, port))
    section("Fields: byte offset from the start of the frame, and bytes")
    for field, offset, length in (m.layout(frame.header, port)
                                  + m.layout(frame.message, port, m.size(frame.header, port))):
        define(f"AT_{field.name.upper()}", offset, field.text)
        define(f"SIZE_{field.name.upper()}", length)
    section("Kinds")
    for kind in frame.kinds:
        define(f"KIND_{kind.name}", kind.value, kind.text)
    section("Bodies: bytes, and offsets within the body")
    for name, fields in frame.bodies.items():
        define(f"BODY_{name.upper()}_SIZE", m.size(fields, port))
        for field, offset, _ in m.layout(fields, port):
            define(f"BODY_{name.upper()}_AT_{field.name.upper()}", offset, field.text)
    section("Flags (masks)")
    define("FLAGS_VALID", frame.flags_valid, "the others are zero in a valid frame")
    for flag in frame.flags:
        define(f"FLAG_{flag.name}", flag.mask, flag.text)
    file = "registers.toml"
    section("Memory map")
    for region in model.memory:
        define(f"{region.name.upper()}_BASE", address(region.base), region.text)
        define(f"{region.name.upper()}_SIZE", address(region.size))
    section("Registers: offset within the block")
    for block in model.blocks:
        define(f"{block.name}_BASE", address(block.base), block.text)
        for register in block.registers:
            define(f"{block.name}_{register.name}", register.offset, register.access)
    section("Constants")
    for constant in model.constants:
        define(constant.name, constant.value, constant.text)
    section("Counters (index)")
    define("COUNTERS", len(model.counters))
    for counter in model.counters:
        define(f"COUNTER_{counter.name}", counter.value, counter.text)

    return ("// Made by tools/generate from interfaces/; do not edit.\n"
            "// Plain decimal numbers, so that 8'd`AMB_... works too; addresses are 32 bits wide.\n"
            "`ifndef AMOEBOX_VH\n`define AMOEBOX_VH\n" + "\n".join(lines) + "\n\n`endif\n")
