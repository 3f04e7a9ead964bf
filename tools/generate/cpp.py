"""The C++ headers of gen/: profile.hpp, frame.hpp, registers.hpp, errors.hpp, commands.hpp, syscalls.hpp.

All are freestanding: no library beyond <cstddef>, <cstdint>, <optional>, <string_view>.
"""

import model as m


def file(sources: str, contract: str, includes: list[str], namespace: str, lines: list[str]) -> str:
    return "\n".join([f"// {contract}", f"// Made by tools/generate from interfaces/{sources}; do not edit.", "#pragma once", "",
                      *[f"#include <{name}>" for name in includes], "", f"namespace {namespace} {{", "",
                      *lines, "", f"}} // namespace {namespace}", ""])


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def constant(kind: str, name: str, value: object, text: str = "") -> str:
    return f"inline constexpr {kind} {name} = {value};" + (f" // {text}" if text else "")


def size_constant(name: str, value: int, text: str = "") -> str:
    return constant("std::size_t", name, value, text)


def enumeration(name: str, base: str, items: list[tuple[str, int, str]]) -> list[str]:
    return [f"enum class {name} : {base} {{",
            *[f"    {item} = {value},{' // ' + text if text else ''}" for item, value, text in items], "};"]


def lookup(signature: str, argument: str, cases: list[tuple[str, str]], default: str) -> list[str]:
    """A constexpr function that switches over its argument; cases of one result stand together."""
    lines = [f"constexpr {signature} {{", f"    switch ({argument}) {{"]
    results = dict.fromkeys(result for _, result in cases)
    for result in results:
        labels = [label for label, other in cases if other == result]
        lines += [f"    case {label}:" for label in labels]
        lines += [f"        return {result};"]
    return lines + ["    default:", f"        return {default};", "    }", "}"]


def profile(model: m.Model, name: str) -> str:
    lines = [size_constant("port_bytes", model.frame.profiles[name], "bytes of a port, a signature and a check field"),
             constant("std::string_view", "profile", quoted(name))]
    return file("frame.toml", "The width profile this was built for.", ["cstddef", "string_view"], "amoebox", lines)


def frame(model: m.Model, name: str) -> str:
    source, port = model.frame, model.frame.profiles[name]
    header_size = m.size(source.header, port)
    lines = [constant("std::uint16_t", "ethertype", f"{source.ethertype:#06x}"),
             constant("std::uint8_t", "version", source.version),
             size_constant("max_frame", source.max_frame, "without FCS"),
             size_constant("min_frame", source.min_frame, "without FCS"),
             size_constant("header_size", header_size),
             size_constant("message_size", m.size(source.message, port)), "",
             "// Header: offsets from the start of the frame, and sizes."]
    for title, fields, start in (("", source.header, 0),
                                 ("// Message header: offsets from the start of the frame, and sizes.", source.message,
                                  header_size)):
        lines += ["", title] if title else []
        for field, offset, length in m.layout(fields, port, start):
            lines += [size_constant(f"at_{field.name}", offset, field.text), size_constant(f"size_{field.name}", length)]
    lines += [""]
    lines += enumeration("Kind", "std::uint8_t", [(k.name.lower(), k.value, k.text) for k in source.kinds])

    def by_kind(signature: str, result, default: str) -> None:
        lines.extend(["", *lookup(signature, "kind", [(f"Kind::{k.name.lower()}", result(k)) for k in source.kinds
                                                      if result(k) != default], default)])

    def predicate(comment: str, function: str, test) -> None:
        lines.extend(["", comment])
        truths = [k for k in source.kinds if test(k)]
        expression = " || ".join(f"kind == Kind::{k.name.lower()}" for k in truths) or "static_cast<void>(kind), false"
        lines.append(f"constexpr bool {function}(Kind kind) {{ return {expression}; }}")

    lines += ["", "// Does this byte of a frame name a kind?", "constexpr bool is_known(Kind kind) {",
              "    switch (kind) {", *[f"    case Kind::{k.name.lower()}:" for k in source.kinds],
              "        return true;", "    default:", "        return false;", "    }", "}"]
    predicate("// May a kernel hand it to its box?", "may_kernel_send", lambda k: k.source == "kernel")
    predicate("// Do only boxes make it?", "is_made_by_box", lambda k: k.source == "box")
    predicate("// May it be on the network at all?", "is_on_network", lambda k: k.source != "none")
    predicate("// Does a message header follow the header?", "has_message_header", lambda k: k.message)
    predicate("// Does a port armed as a service admit it?", "admitted_by_service", lambda k: k.to in ("service", "either"))
    predicate("// Does a port armed as a transaction admit it?", "admitted_by_transaction",
              lambda k: k.to in ("transaction", "either"))
    lines += ["", "// Bytes of the body of a kind that has a fixed one (0: none); nothing for kinds that carry data."]
    by_kind("std::optional<std::size_t> fixed_body_size(Kind kind)",
            lambda k: "std::nullopt" if k.body == "data" else
            "std::size_t{%d}" % (0 if k.body == "none" else m.size(source.bodies[k.body], port)), "std::nullopt")
    by_kind("std::string_view name(Kind kind)", lambda k: quoted(k.name), quoted("unknown kind"))
    lines += ["", "// Bodies: sizes, and offsets within the body."]
    for body, fields in source.bodies.items():
        lines += [f"namespace body::{body} {{", size_constant("size", m.size(fields, port))]
        for field, offset, length in m.layout(fields, port):
            lines += [size_constant(f"at_{field.name}", offset, field.text), size_constant(f"size_{field.name}", length)]
        lines += [f"}} // namespace body::{body}"]
    lines += ["", "// Flags."]
    lines += [constant("std::uint8_t", f"flag_{f.name.lower()}", f"{f.mask:#04x}", f.text) for f in source.flags]
    lines += [constant("std::uint8_t", "flags_valid", f"{source.flags_valid:#04x}", "the other bits are zero")]
    return file("frame.toml", f"Layout of the frame, profile {name}; docs/frame.md explains it.",
                ["cstddef", "cstdint", "optional", "string_view"], "amoebox::frame", lines)


def registers(model: m.Model) -> str:
    word = "std::uint32_t"
    lines = []
    for region in model.memory:
        lines += [constant(word, f"{region.name}_base", f"{region.base:#010x}", region.text),
                  constant(word, f"{region.name}_size", f"{region.size:#010x}")]
    for block in model.blocks:
        lines += ["", f"// {block.text}", f"namespace {block.name.lower()} {{", constant(word, "base", f"{block.base:#010x}")]
        lines += [constant(word, r.name.lower(), f"{r.offset:#04x}", f"{r.access}: {r.text}") for r in block.registers]
        lines += [f"}} // namespace {block.name.lower()}"]
    lines += ["", "// Values of the fields above."]
    lines += [constant(word, c.name.lower(), c.value, c.text) for c in model.constants]
    lines += ["", "// Counters of the box, by the number that COUNTER_SELECT takes.",
              *enumeration("Counter", word, [(c.name.lower(), c.value, c.text) for c in model.counters]),
              size_constant("counters", len(model.counters)),
              "inline constexpr std::string_view counter_names[counters] = {",
              *[f"    {quoted(c.name)}," for c in model.counters], "};",
              "constexpr std::string_view name(Counter counter) {",
              "    const auto index = static_cast<std::size_t>(counter);",
              '    return index < counters ? counter_names[index] : std::string_view("unknown counter");', "}"]
    return file("registers.toml", "Memory map and registers of a node: offsets from the base of each block.",
                ["cstddef", "cstdint", "string_view"], "amoebox::hw", lines)


def errors(model: m.Model) -> str:
    items = [("ok", 0, "")] + [(e.name.lower(), e.value, "") for e in model.errors]
    lines = enumeration("Error", "std::int32_t", items)
    lines += ["", "// What an error says of the operation: certainly not carried out, nobody knows, or the server itself",
              "// answered.", "enum class Outcome : std::uint8_t { not_done, unknown, answered };", "",
              "inline constexpr Error all_errors[] = {", *[f"    Error::{name}," for name, _, _ in items], "};", "",
              "constexpr bool is_known(Error error) {", "    for (const Error known : all_errors) {",
              "        if (known == error) {", "            return true;", "        }", "    }", "    return false;", "}", ""]

    def table(signature: str, ok: str, result, default: str) -> None:
        lines.extend([*lookup(signature, "error", [("Error::ok", ok)] + [(f"Error::{e.name.lower()}", result(e))
                                                                         for e in model.errors], default), ""])

    table("std::string_view name(Error error)", quoted("OK"), lambda e: quoted(e.name), quoted("unknown error"))
    lines.append("// A sentence a person can act on.")
    table("std::string_view text(Error error)", quoted("done"), lambda e: quoted(e.text),
          quoted("an error code that this program does not know"))
    lines.append("// Codes from -999 to -1 come from the RPC layer, the others from servers; so it is with unknown ones too.")
    table("Outcome outcome(Error error)", "Outcome::answered", lambda e: f"Outcome::{e.outcome.replace(' ', '_')}",
          "static_cast<std::int32_t>(error) < 0 && static_cast<std::int32_t>(error) > -1000 ? Outcome::unknown"
          " : Outcome::answered")
    lines += ["namespace detail {", "consteval bool errors_are_distinct() {", "    int same = 0;",
              "    for (const Error one : all_errors) {", "        for (const Error other : all_errors) {",
              "            same += one == other ? 1 : 0;", "        }", "    }",
              "    return same == static_cast<int>(sizeof all_errors / sizeof all_errors[0]);", "}",
              "} // namespace detail", 'static_assert(detail::errors_are_distinct(), "two errors have one value");']
    return file("errors.toml", "Error codes on the wire and in programs.", ["cstdint", "string_view"], "amoebox", lines)


def commands(model: m.Model) -> str:
    lines = ["// Numbers below 1000 are no operations: they are errors, or reserved for them.",
             "constexpr bool is_reserved(std::int32_t command) { return command < 1000; }"]
    for item in model.classes:
        name = item.name.capitalize()
        lines += ["", f"// {item.text}"]
        lines += enumeration(name, "std::int32_t", [(c.name.lower(), c.value, c.text) for c in item.commands])
        lines += [constant("std::int32_t", f"first_{item.name.lower()}", item.first)]
        lines += [f"constexpr std::string_view name({name} command);"]
    lines += ["", "// CLASS_NAME of a command number, or \"unknown command\"."]
    lines += lookup("std::string_view name(std::int32_t command)", "command",
                    [(str(c.value), quoted(f"{item.name}_{c.name}")) for item in model.classes for c in item.commands],
                    quoted("unknown command"))
    for item in model.classes:
        lines += [f"constexpr std::string_view name({item.name.capitalize()} command) {{",
                  "    return name(static_cast<std::int32_t>(command));", "}"]
    return file("commands.toml", "Command numbers of the servers.", ["cstdint", "string_view"], "amoebox::command", lines)


def syscalls(model: m.Model) -> str:
    lines = []
    for call in model.syscalls:
        arguments = ", ".join(f"{name} ({text})" for name, text in call.arguments) or "none"
        lines += [f"// {call.name.lower()}: {call.text}", f"//   arguments: {arguments}", f"//   result: {call.result}"]
        lines += [f"//   errors: {', '.join(call.errors)}"] if call.errors else []
    lines += enumeration("Syscall", "std::uint32_t", [(c.name.lower(), c.value, "") for c in model.syscalls])
    lines += [constant("std::uint32_t", "syscall_limit", max((c.value for c in model.syscalls), default=-1) + 1,
                       "every number is below this"), ""]
    lines += lookup("std::string_view name(Syscall call)", "call",
                    [(f"Syscall::{c.name.lower()}", quoted(c.name.lower())) for c in model.syscalls], quoted("unknown call"))
    return file("syscalls.toml", "Numbers of the system calls.", ["cstdint", "string_view"], "amoebox", lines)


def outputs(model: m.Model, name: str) -> dict[str, str]:
    made = {"profile.hpp": profile(model, name), "frame.hpp": frame(model, name), "registers.hpp": registers(model),
            "errors.hpp": errors(model), "commands.hpp": commands(model)}
    if model.syscalls is not None:
        made["syscalls.hpp"] = syscalls(model)
    return made
