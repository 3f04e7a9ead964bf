"""tools/wireshark/amoebox.lua: the tables of the interfaces, then the dissector that reads them (dissector.lua)."""

import pathlib

import model as m


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def fields(name: str, which: list[m.Field]) -> list[str]:
    """A list of {name, size, text}; the size of a port is 0."""
    return [f"local {name} = {{",
            *[f"  {{{quoted(f.name)}, {0 if f.size == 'port' else f.size}, {quoted(f.text)}}}," for f in which], "}"]


def numbers(name: str, items: list[tuple[int, str]]) -> list[str]:
    return [f"local {name} = {{", *[f"  [{value}] = {quoted(text)}," for value, text in items], "}"]


def dissector(model: m.Model) -> str:
    source = model.frame
    after = [f.name for f in source.header].index("ethertype") + 1
    lines = [f"local ethertype, version, flags_valid = {source.ethertype:#06x}, {source.version}, {source.flags_valid:#04x}",
             f"local max_frame = {source.max_frame}",
             "local profiles = { " + ", ".join(f"{{name = {quoted(n)}, port = {p}}}" for n, p in source.profiles.items()) + " }",
             "-- The header from behind the EtherType on, which is where a dissector begins.",
             *fields("header_fields", source.header[after:]),
             *fields("message_fields", source.message)]
    lines += ["local bodies = {}"]
    for name, which in source.bodies.items():
        lines += ["do", *["  " + line for line in fields("fields", which)], f"  bodies[{quoted(name)}] = fields", "end"]
    lines += ["local kinds = {"]
    for k in source.kinds:
        lines.append(f"  [{k.value}] = {{name = {quoted(k.name)}, message = {str(k.message).lower()}, body = {quoted(k.body)}, "
                     f"network = {str(k.source != 'none').lower()}}},")
    lines += ["}"]
    lines += ["local flags = {", *[f"  {{{f.mask:#04x}, {quoted(f.name)}, {quoted(f.text)}}}," for f in source.flags], "}"]
    lines += numbers("errors", [(0, "OK")] + [(e.value, e.name) for e in model.errors])
    lines += numbers("commands", [(c.value, f"{item.name}_{c.name}") for item in model.classes for c in item.commands])
    template = (pathlib.Path(__file__).parent / "dissector.lua").read_text(encoding="utf-8")
    head = "-- Made by `make generate` from interfaces/ and tools/generate/dissector.lua; do not edit.\n"
    return head + template.replace("-- @TABLES@\n", "\n".join(lines) + "\n")
