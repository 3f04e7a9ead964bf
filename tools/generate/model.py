"""The interfaces as read from interfaces/*.toml, checked.

read(directory) gives a Model or raises InterfaceError with one sentence that names the file, the entry and what was
expected.  Nothing after this module checks anything: an output module may trust every value.
"""

import dataclasses
import pathlib
import re
import tomllib

NAME_UPPER = re.compile(r"[A-Z][A-Z0-9_]*\Z")
NAME_LOWER = re.compile(r"[a-z][a-z0-9_]*\Z")
# Words that cannot be C++ names; lower-case forms of names become C++ names.
CPP_WORDS = set("""alignas alignof and asm auto bool break case catch char class const consteval constexpr continue default
delete do double else enum explicit export extern false float for friend goto if inline int long mutable namespace new not
nullptr operator or private protected public register requires return short signed sizeof static struct switch template
this throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor""".split())


class InterfaceError(Exception):
    """Something is wrong with a file of interfaces/; the text is one sentence for its author."""


@dataclasses.dataclass
class Field:
    name: str
    size: int | str  # bytes, or "port"
    text: str
    by: str = ""

    def bytes(self, port: int) -> int:
        return port if self.size == "port" else self.size


def layout(fields: list[Field], port: int, start: int = 0) -> list[tuple[Field, int, int]]:
    """(field, offset, bytes) of fields that follow each other from start on."""
    placed = []
    for field in fields:
        placed.append((field, start, field.bytes(port)))
        start += field.bytes(port)
    return placed


def size(fields: list[Field], port: int) -> int:
    return sum(field.bytes(port) for field in fields)


@dataclasses.dataclass
class Kind:
    name: str
    value: int
    source: str  # kernel, box, none
    to: str  # service, transaction, either, none
    message: bool
    body: str  # data, none, or the name of a body
    text: str


@dataclasses.dataclass
class Flag:
    name: str
    bit: int
    text: str
    reserved: bool  # must be zero in this version

    @property
    def mask(self) -> int:
        return 1 << self.bit


@dataclasses.dataclass
class Frame:
    profiles: dict[str, int]
    ethertype: int
    max_frame: int
    min_frame: int
    version: int
    header: list[Field]
    message: list[Field]
    kinds: list[Kind]
    bodies: dict[str, list[Field]]
    flags: list[Flag]

    @property
    def flags_valid(self) -> int:
        return sum(flag.mask for flag in self.flags if not flag.reserved)


@dataclasses.dataclass
class Region:
    name: str
    base: int
    size: int
    text: str


@dataclasses.dataclass
class Register:
    name: str
    offset: int
    access: str
    text: str


@dataclasses.dataclass
class Block:
    name: str
    base: int
    text: str
    registers: list[Register]


@dataclasses.dataclass
class Named:
    name: str
    value: int
    text: str


@dataclasses.dataclass
class ErrorCode(Named):
    outcome: str


@dataclasses.dataclass
class CommandClass:
    name: str
    first: int
    text: str
    commands: list[Named]


@dataclasses.dataclass
class Syscall(Named):
    arguments: list[tuple[str, str]]
    result: str
    errors: list[str]


@dataclasses.dataclass
class Model:
    frame: Frame
    memory: list[Region]
    blocks: list[Block]
    constants: list[Named]
    counters: list[Named]
    errors: list[ErrorCode]
    classes: list[CommandClass]
    syscalls: list[Syscall] | None  # None: there is no syscalls.toml


class Entry:
    """One table of a TOML file, with where it stands, from which checked values are taken."""

    def __init__(self, file: str, where: str, table: object):
        self.file, self.where = file, where
        if not isinstance(table, dict):
            self.fail(f"is {table!r}, expected a table")
        self.table, self.taken = table, set()

    def fail(self, sentence: str):
        raise InterfaceError(f"{self.file}: {self.where}{' ' if self.where else ''}{sentence}")

    def take(self, key: str, kind: type, expected: str, default: object = None):
        self.taken.add(key)
        if key not in self.table:
            if default is not None:
                return default
            self.fail(f"has no '{key}', expected {expected}")
        value = self.table[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fail(f"has {key} = {value!r}, expected {expected}")
        return value

    def number(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self.take(key, int, f"an integer from {low} to {high}", default)
        if not low <= value <= high:
            self.fail(f"has {key} = {value}, expected an integer from {low} to {high}")
        return value

    def choice(self, key: str, choices: list[str]) -> str:
        expected = "one of " + ", ".join(f"'{c}'" for c in choices)
        value = self.take(key, str, expected)
        if value not in choices:
            self.fail(f"has {key} = '{value}', expected {expected}")
        return value

    def text(self, key: str = "text") -> str:
        value = self.take(key, str, "a line of text").strip()
        if not value or "\n" in value:
            self.fail(f"has an empty or broken '{key}', expected one line of text")
        return value

    def name(self, pattern: re.Pattern, key: str = "name") -> str:
        style = "upper case" if pattern is NAME_UPPER else "lower case"
        expected = f"a name in {style} letters, digits and '_'"
        value = self.take(key, str, expected)
        self.check_name(value, pattern, expected)
        return value

    def check_name(self, value: str, pattern: re.Pattern, expected: str) -> None:
        if not pattern.match(value):
            self.fail(f"has the name '{value}', expected {expected}")
        if value.lower() in CPP_WORDS:
            self.fail(f"has the name '{value}', expected one that is no word of C++")

    def list_of(self, key: str, label: str, optional: bool = False) -> list["Entry"]:
        tables = self.take(key, list, f"a list of {key} entries", [] if optional else None)
        entries = []
        for index, table in enumerate(tables):
            name = table.get("name") if isinstance(table, dict) else None
            place = f"{label} '{name}'" if isinstance(name, str) else f"{label} number {index + 1}"
            entries.append(Entry(self.file, place, table))
        return entries

    def table_of(self, key: str) -> dict:
        return self.take(key, dict, "a table")

    def done(self) -> None:
        for key in self.table:
            if key not in self.taken:
                self.fail(f"has an unknown '{key}', expected only " + ", ".join(f"'{k}'" for k in sorted(self.taken)))


def unique(entries: list[Entry], items: list, attribute: str) -> None:
    seen = {}
    for entry, item in zip(entries, items):
        value = getattr(item, attribute)
        if value in seen:
            shown = f"'{value}'" if isinstance(value, str) else value
            entry.fail(f"has {attribute} {shown}, which {seen[value]} has already, expected a different one")
        seen[value] = entry.where


def read_file(directory: pathlib.Path, name: str) -> Entry:
    path = directory / name
    shown = f"{directory.name}/{name}"
    try:
        return Entry(shown, "", tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InterfaceError(f"{shown}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InterfaceError(f"{shown}: is not UTF-8, expected TOML text") from None
    except tomllib.TOMLDecodeError as error:
        raise InterfaceError(f"{shown}: is not TOML: {error}") from None


def read_fields(entries: list[Entry], with_by: bool) -> list[Field]:
    fields = []
    for entry in entries:
        name = entry.name(NAME_LOWER)
        expected = "a number of bytes from 1 to 64 or \"port\""
        length = entry.take("size", int | str, expected)
        if length != "port" and (isinstance(length, (str, bool)) or not 1 <= length <= 64):
            entry.fail(f"has size = {length!r}, expected {expected}")
        by = entry.choice("by", ["kernel", "box"]) if with_by else ""
        fields.append(Field(name, length, entry.text(), by))
        entry.done()
    unique(entries, fields, "name")
    return fields


def read_frame(directory: pathlib.Path) -> Frame:
    top = read_file(directory, "frame.toml")
    profiles = top.table_of("profiles")
    entry = Entry(top.file, "profiles", profiles)
    for name in profiles:
        entry.check_name(name, NAME_LOWER, "a name in lower case letters, digits and '_'")
        entry.number(name, 4, 32)
    if not profiles:
        entry.fail("is empty, expected at least one profile")
    ethernet = Entry(top.file, "ethernet", top.table_of("ethernet"))
    ethertype = ethernet.number("ethertype", 0x600, 0xFFFF)
    max_frame = ethernet.number("max_frame", 60, 1514)
    min_frame = ethernet.number("min_frame", 60, max_frame)
    version = ethernet.number("version", 1, 255)
    ethernet.done()

    header_entries = top.list_of("header", "header")
    message_entries = top.list_of("message", "message")
    header = read_fields(header_entries, True)
    message = read_fields(message_entries, True)
    unique(header_entries + message_entries, header + message, "name")
    for wanted in ("destination", "source", "ethertype", "version", "kind", "flags", "length", "reply", "port",
                   "transaction", "total", "offset", "epoch", "life"):
        if wanted not in [field.name for field in header]:
            top.fail(f"header has no field '{wanted}', expected every field that boxes and kernels rely on")

    bodies = {}
    for name, fields in top.table_of("body").items():
        place = Entry(top.file, f"body '{name}'", {"field": fields})
        place.check_name(name, NAME_LOWER, "a name in lower case letters, digits and '_'")
        bodies[name] = read_fields(place.list_of("field", f"body '{name}' field"), False)

    kinds = []
    kind_entries = top.list_of("kind", "kind")
    for entry in kind_entries:
        name = entry.name(NAME_UPPER)
        value = entry.number("value", 1, 255)
        source = entry.choice("from", ["kernel", "box", "none"])
        to = entry.choice("to", ["service", "transaction", "either", "none"])
        has_message = entry.take("message", bool, "true or false")
        body = entry.choice("body", ["data", "none", *bodies])
        if has_message and body != "data":
            entry.fail(f"has message = true and body = '{body}', expected body = 'data' after a message header")
        kinds.append(Kind(name, value, source, to, has_message, body, entry.text()))
        entry.done()
    unique(kind_entries, kinds, "name")
    unique(kind_entries, kinds, "value")

    flags = []
    flag_entries = top.list_of("flag", "flag", optional=True)
    for entry in flag_entries:
        name, bit = entry.name(NAME_UPPER), entry.number("bit", 0, 7)
        flags.append(Flag(name, bit, entry.text(), entry.take("reserved", bool, "true or false", False)))
        entry.done()
    unique(flag_entries, flags, "name")
    unique(flag_entries, flags, "bit")
    top.done()

    for profile, port in profiles.items():
        start, message_size = size(header, port), size(message, port)
        if start <= min_frame:
            top.fail(f"header has {start} bytes in profile '{profile}', expected more than min_frame = {min_frame}, "
                     "so that no frame is ever padded")
        for body, fields in bodies.items():
            if start + size(fields, port) > max_frame:
                top.fail(f"body '{body}' ends at byte {start + size(fields, port)} in profile '{profile}', "
                         f"expected at most max_frame = {max_frame}")
        if start + message_size > max_frame:
            top.fail(f"message ends at byte {start + message_size} in profile '{profile}', "
                     f"expected at most max_frame = {max_frame}")
    return Frame(profiles, ethertype, max_frame, min_frame, version, header, message, kinds, bodies, flags)


def disjoint(spans: list[tuple[int, int, Entry]]) -> None:
    """spans are (first, end, entry)"""
    spans = sorted(spans, key=lambda span: span[:2])
    for (_, end, before), (first, _, after) in zip(spans, spans[1:]):
        if first < end:
            after.fail(f"begins at {first:#x} inside {before.where}, expected no overlap")


def read_registers(directory: pathlib.Path):
    top = read_file(directory, "registers.toml")
    memory, spans = [], []
    for name, table in top.table_of("memory").items():
        entry = Entry(top.file, f"memory '{name}'", table)
        entry.check_name(name, NAME_LOWER, "a name in lower case letters, digits and '_'")
        region = Region(name, entry.number("base", 0, 0xFFFFFFFC), entry.number("size", 4, 1 << 31), entry.text())
        if region.base + region.size > 1 << 32:
            entry.fail(f"ends at {region.base + region.size:#x}, expected an end within 32-bit addresses")
        spans.append((region.base, region.base + region.size, entry))
        memory.append(region)
        entry.done()

    blocks = []
    block_entries = top.list_of("block", "block")
    for entry in block_entries:
        name, base = entry.name(NAME_UPPER), entry.number("base", 0, 0xFFFFF000)
        if base % 0x1000:
            entry.fail(f"has base = {base:#x}, expected a multiple of 0x1000")
        registers, register_spans = [], []
        register_entries = entry.list_of("register", f"block '{name}' register")
        for place in register_entries:
            register = Register(place.name(NAME_UPPER), place.number("offset", 0, 0xFFC),
                                place.choice("access", ["ro", "rw", "wo", "rc", "w1"]), place.text())
            if register.offset % 4:
                place.fail(f"has offset = {register.offset:#x}, expected a multiple of 4")
            if register.name == "BASE":
                place.fail("has the name 'BASE', expected another: that one is the block's address")
            register_spans.append((register.offset, register.offset + 4, place))
            registers.append(register)
            place.done()
        unique(register_entries, registers, "name")
        disjoint(register_spans)
        instead = entry.take("instead_of", str, "the name of a block", "")  # on boards that do not have that one
        if not instead:
            spans.append((base, base + 0x1000, entry))
        elif (instead, base) not in [(other.name, other.base) for other in blocks]:
            entry.fail(f"has instead_of = '{instead}' and base = {base:#x}, expected both of a block before it")
        blocks.append(Block(name, base, entry.text(), registers))
        entry.done()
    unique(block_entries, blocks, "name")
    disjoint(spans)

    table = top.table_of("constants")
    constants = []
    entry = Entry(top.file, "constants", table)
    comments = constant_comments((directory / "registers.toml").read_text(encoding="utf-8"))
    for name in table:
        entry.check_name(name, NAME_UPPER, "a name in upper case letters, digits and '_'")
        constants.append(Named(name, entry.number(name, 0, (1 << 31) - 1), comments.get(name, "")))

    counters = []
    counter_entries = top.list_of("counter", "counter")
    for index, entry in enumerate(counter_entries):
        counters.append(Named(entry.name(NAME_UPPER), index, entry.text()))
        entry.done()
    unique(counter_entries, counters, "name")
    top.done()
    return memory, blocks, constants, counters


def constant_comments(text: str) -> dict[str, str]:
    """What the comment behind each constant says; it goes into the documentation."""
    found = re.findall(r"^([A-Z][A-Z0-9_]*) *= *[0-9a-fxA-FX_]+ *# *(.+)$", text, re.MULTILINE)
    return {name: comment.strip() for name, comment in found}


def read_errors(directory: pathlib.Path) -> list[ErrorCode]:
    top = read_file(directory, "errors.toml")
    errors = []
    entries = top.list_of("error", "error")
    for entry in entries:
        errors.append(ErrorCode(entry.name(NAME_UPPER), entry.number("value", -(1 << 31), -1), entry.text(),
                                entry.choice("outcome", ["not done", "unknown", "answered"])))
        if errors[-1].name == "OK":
            entry.fail("has the name 'OK', expected another: that one is 0")
        entry.done()
    unique(entries, errors, "name")
    unique(entries, errors, "value")
    top.done()
    return errors


def read_commands(directory: pathlib.Path) -> list[CommandClass]:
    top = read_file(directory, "commands.toml")
    classes, spans = [], []
    entries = top.list_of("class", "class")
    for entry in entries:
        item = CommandClass(entry.name(NAME_UPPER), entry.number("first", 1000, (1 << 31) - 101), entry.text(), [])
        if item.first % 100:
            entry.fail(f"has first = {item.first}, expected a multiple of 100")
        spans.append((item.first, item.first + 100, entry))
        places = entry.list_of("commands", f"class '{item.name}' command")
        for place in places:
            item.commands.append(Named(place.name(NAME_UPPER),
                                       place.number("value", item.first, item.first + 99), place.text()))
            place.done()
        unique(places, item.commands, "name")
        unique(places, item.commands, "value")
        classes.append(item)
        entry.done()
    unique(entries, classes, "name")
    disjoint(spans)
    top.done()
    return classes


def read_syscalls(directory: pathlib.Path, errors: list[ErrorCode]) -> list[Syscall] | None:
    if not (directory / "syscalls.toml").exists():
        return None
    top = read_file(directory, "syscalls.toml")
    known = [error.name for error in errors]
    syscalls = []
    entries = top.list_of("syscall", "syscall")
    for entry in entries:
        name = entry.take("name", str, "a name in lower case letters, digits and '_'")
        entry.check_name(name.lower(), NAME_LOWER, "a name in letters, digits and '_'")
        arguments = []
        for place in entry.list_of("arguments", f"syscall '{name}' argument", optional=True):
            arguments.append((place.name(NAME_LOWER), place.text()))
            place.done()
        names = [argument for argument, _ in arguments]
        if len(set(names)) != len(names):
            entry.fail("has two arguments of one name, expected different names")
        codes = entry.take("errors", list, "a list of names from errors.toml", [])
        for code in codes:
            if code not in known:
                entry.fail(f"has the error {code!r}, expected a name from errors.toml")
        syscalls.append(Syscall(name.upper(), entry.number("value", 0, (1 << 31) - 1), entry.text(), arguments,
                                entry.take("result", str, "text that says what is returned", "nothing"), codes))
        entry.done()
    unique(entries, syscalls, "name")
    unique(entries, syscalls, "value")
    top.done()
    return syscalls


def read(directory: pathlib.Path) -> Model:
    frame = read_frame(directory)
    memory, blocks, constants, counters = read_registers(directory)
    errors = read_errors(directory)
    model = Model(frame, memory, blocks, constants, counters, errors, read_commands(directory),
                  read_syscalls(directory, errors))
    values = {constant.name: constant.value for constant in constants}
    for profile, port in frame.profiles.items():
        at = {field.name: offset for field, offset, _ in layout(frame.header, port)}
        if "RX_SLOT_FRAME" in values and (values["RX_SLOT_FRAME"] + at["transaction"]) % 4:
            raise InterfaceError(f"{directory.name}/registers.toml: constants has RX_SLOT_FRAME = "
                                 f"{values['RX_SLOT_FRAME']}, expected a value that puts 'transaction' of frame.toml "
                                 f"(byte {at['transaction']} in profile '{profile}') on a word")
    return model
