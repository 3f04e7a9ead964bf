"""A flattened design as Yosys writes it (JSON, cells of words, before mapping): what is a register, of which clock, fed by what.

A node is a place that holds a value or lets one in: ("cell", name) of a flip-flop, a memory or a cell of the FPGA with a clock,
("pin", name) of a port, ("free", name) of a loop of logic or of an output that belongs to no clock.
"""
import json
import pathlib
import re

# Cells of the ECP5: their clock, None where an output follows inputs at once.  Clocks that only the hard wires between such
# cells know (ECLK) are of the same source.
CELLS = {"IDDRX1F": "SCLK", "ODDRX1F": "SCLK", "IFS1P3BX": "SCLK", "IFS1P3DX": "SCLK", "OFS1P3BX": "SCLK", "OFS1P3DX": "SCLK",
         "FD1S3BX": "CK", "FD1S3DX": "CK", "IDDRX2F": "SCLK", "ODDRX2F": "SCLK", "IDDRX2DQA": "SCLK", "ODDRX2DQA": "SCLK",
         "ODDRX2DQSB": "SCLK", "TSHX2DQA": "SCLK", "TSHX2DQSA": "SCLK", "DQSBUFM": "SCLK", "DDRDLLA": "CLK",
         "LUT4": None, "DELAYG": None, "DELAYF": None, "BB": None, "TRELLIS_IO": None, "IB": None, "OB": None}
CLOCK_WAYS = {"DCCA": "CLKI", "CLKDIVF": "CLKI", "ECLKSYNCB": "ECLKI", "ECLKBRIDGECS": "CLK0", "DELAYG": "A", "IB": "I"}
FREE = ("EHXPLLL", "OSCG")                       # what leaves them belongs to no clock, or is one
HARD_CLOCKS = ("ECLK", "DQSR90", "DQSW", "DQSW270", "READ0", "READ1", "RDPNTR", "WRPNTR", "DDRDEL", "DQSI")
BITWISE = {"$mux", "$and", "$or", "$xor", "$xnor", "$not", "$bwmux", "$pos"}
CARRY = {"$add", "$sub", "$neg", "$alu"}


class Netlist:
    def __init__(self, path: pathlib.Path, top: str):
        module = json.loads(path.read_text(encoding="utf-8"))["modules"][top]
        self.cells = {name: cell for name, cell in module["cells"].items() if cell["type"] not in ("$scopeinfo", "$check", "$print")}
        self.driver: dict[int, tuple[str, str, int]] = {}
        self.readers: dict[int, list[tuple[str, str]]] = {}
        self.pins: dict[int, str] = {}
        self.names: dict[int, str] = {}
        self.free: dict[str, str] = {}
        self.problems: list[str] = []
        for name, port in module["ports"].items():
            for bit in port["bits"] if port["direction"] != "output" else []:
                self.pins[bit] = name
        for name, cell in self.cells.items():
            for port, bits in cell["connections"].items():
                way = cell["port_directions"].get(port, "input")
                for index, bit in enumerate(bits):
                    if isinstance(bit, int) and way != "input" and (way == "output" or bit not in self.pins):
                        self.driver[bit] = (name, port, index)
                    if isinstance(bit, int) and way != "output":
                        self.readers.setdefault(bit, []).append((name, port))
        for cell in self.cells.values():         # what a pad lets in is the pin; what it drives is seen by itself only
            if cell["type"] in ("BB", "IB", "TRELLIS_IO"):
                inside = cell["connections"].get("O", cell["connections"].get("Z", [None]))[0]
                outside = cell["connections"].get("B", cell["connections"].get("I", [None]))[0]
                if outside in self.pins and self.driver.pop(inside, None):
                    self.pins[inside] = self.pins[outside]
        # The name nearest to where it is made: a register's own before a port's, the deepest.
        for name, net in sorted(module["netnames"].items()):
            for bit in net["bits"] if not net.get("hide_name") else []:
                if isinstance(bit, int) and (bit not in self.names or self._near(name) > self._near(self.names[bit])):
                    self.names[bit] = name
        self.clocks_named: dict[int, str] = {}
        for name, net in sorted(module["netnames"].items(), key=lambda n: (n[0].count("."), n[0])):
            for bit in net["bits"] if not net.get("hide_name") else []:
                self.clocks_named.setdefault(bit, name)
        self.clock_of: dict[str, str] = {}       # of every cell with a clock
        for name, cell in self.cells.items():
            clocks = {self.clock(bit) for bit in self._clock_bits(name, cell)}
            if len(clocks) > 1:
                self.problems.append(f"'{self.cell_name(name)}' has more than one clock: {', '.join(sorted(clocks))}")
            if clocks:
                self.clock_of[name] = min(clocks)
        self._reach: dict[int, frozenset[str]] = {}

    @staticmethod
    def _near(name: str) -> tuple[bool, bool, int, str]:
        return name.endswith("_q"), not re.search(r"_[io]$", name), name.count("."), name

    def _clock_bits(self, name: str, cell: dict) -> list[int]:
        kind, ports = cell["type"], cell["connections"]
        if kind.startswith("$mem"):
            if "1" in cell["parameters"]["RD_CLK_ENABLE"]:
                self.problems.append(f"memory '{name}' has a read port with a clock of its own")
            return [bit for bit in ports["WR_CLK"] if isinstance(bit, int)]
        if "latch" in kind or kind in ("$sr", "$ff"):
            self.problems.append(f"'{self.cell_name(name)}' is a latch")
            return []
        if "dff" in kind:
            return ports["CLK"]
        if kind.startswith("$") or kind in FREE or kind in CLOCK_WAYS and kind not in CELLS:
            return []
        if kind not in CELLS:
            self.problems.append(f"cell '{name}' is of type {kind}, which tools/boards/netlist.py does not know")
            return []
        return ports[CELLS[kind]] if CELLS[kind] else []

    def clock(self, bit) -> str:
        """The clock's name where it comes into the design or leaves a PLL."""
        while bit in self.driver:
            cell = self.cells[self.driver[bit][0]]
            way = CLOCK_WAYS.get(cell["type"]) or ("A" if cell["type"] == "$not" else None)
            if not way:
                if cell["type"] not in FREE:
                    self.problems.append(f"the clock '{self.clocks_named.get(bit, bit)}' is made by logic ({cell['type']})")
                break
            bit = cell["connections"][way][0]
        return self.pins.get(bit) or self.clocks_named.get(bit, str(bit))

    def inputs(self, bit: int) -> list[int]:
        """What a bit that logic drives depends on."""
        name, port, index = self.driver[bit]
        cell = self.cells[name]
        kind, found = cell["type"], []
        for other, bits in cell["connections"].items():
            if cell["port_directions"].get(other, "input") == "output":
                continue
            if kind.startswith("$mem"):
                width = len(cell["connections"]["RD_DATA"]) // max(1, int(cell["parameters"]["RD_PORTS"], 2))
                address = int(cell["parameters"]["ABITS"], 2)
                bits = bits[index // width * address:][:address] if other == "RD_ADDR" else []
            elif kind in BITWISE and other != "S" and len(bits) > 1:
                bits = bits[index:index + 1] or bits[-1:]
            elif kind == "$bwmux":
                bits = bits[index:index + 1]
            elif kind == "$pmux" and other != "S":
                bits = bits[index::len(cell["connections"]["Y"])]
            elif kind in CARRY and other in ("A", "B"):
                bits = bits[:index + 1]
            found += [b for b in bits if isinstance(b, int) and b != bit]
        return found

    def source(self, bit: int) -> tuple[str, str] | None:
        """The node that a bit comes from, if it is not logic."""
        if bit in self.pins:
            return "pin", self.pins[bit]
        if bit not in self.driver:
            return None
        name = self.driver[bit][0]
        kind = self.cells[name]["type"]
        if kind.startswith("$mem"):
            return ("cell", name) if name in self.clock_of else None
        if name in self.clock_of:
            return "cell", name
        if kind in FREE:
            return "free", self._free(bit)
        return None

    def _free(self, bit: int) -> str:
        """A wire's name, kept with the module in which its driver stands."""
        name = self.names.get(bit, str(bit))
        self.free[name] = f"{self._module(self.driver[bit][0])}.{re.sub(r'^.*[.]', '', name)}"
        return name

    def _module(self, cell: str) -> str:
        return pathlib.Path(re.match(r"([^|:]+):", self.cells[cell]["attributes"].get("src", "?:"))[1]).stem

    def domain(self, node: tuple[str, str]) -> str:
        return self.clock_of[node[1]] if node[0] == "cell" else node[0]

    def _is_logic(self, bit: int) -> bool:
        """Something stands behind it: logic, or a memory's address."""
        if bit not in self.driver:
            return False
        name = self.driver[bit][0]
        return self.cells[name]["type"].startswith("$mem") or name not in self.clock_of and self.cells[name]["type"] not in FREE

    def reach(self, bit: int) -> frozenset[str]:
        """The domains from which something gets to this bit through logic alone."""
        stack, open_bits = [(bit, None)], {}
        while stack:
            at, rest = stack.pop()
            if rest is None:
                if at in self._reach:
                    continue
                node = self.source(at)
                open_bits[at] = {self.domain(node)} if node else set()
                rest = self.inputs(at) if self._is_logic(at) else []
                stack.append((at, rest))
                for each in rest:
                    if each in open_bits and each not in self._reach:
                        open_bits[at].add("free")          # a loop
                    elif each not in self._reach:
                        stack.append((each, None))
            elif at not in self._reach:
                found = open_bits[at]
                for each in rest:
                    found |= self._reach.get(each, frozenset())
                self._reach[at] = frozenset(found)
        return self._reach[bit]

    def foreign(self, bit: int, clock: str) -> set[tuple[str, str]]:
        """The nodes of other domains that get to this bit through logic alone."""
        found, seen, stack = set(), set(), [bit]
        while stack:
            at = stack.pop()
            if at in seen or not self.reach(at) - {clock}:
                continue
            seen.add(at)
            node = self.source(at)
            if node and self.domain(node) != clock:
                found.add(node)
            if self._is_logic(at):
                ways = self.inputs(at)
                round_it = [w for w in ways if "free" in self.reach(w)]
                if not node and "free" in self.reach(at) and all(w in seen for w in round_it):   # where a loop closes
                    found.add(("free", self._free(next((b for b in (at, *round_it) if b in self.names), at))))
                stack += ways
        return found

    def cell_name(self, name: str) -> str:
        """In the design's own words."""
        cell = self.cells[name]
        if cell["type"].startswith("$mem"):
            return cell["parameters"]["MEMID"].lstrip("\\")
        if not cell["type"].startswith("$"):
            return name
        return next((self.names[bit] for bit in cell["connections"].get("Q", []) if bit in self.names), name)

    def place(self, node: tuple[str, str]) -> str:
        """MODULE.REGISTER: the same for all instances of a module (one module per file)."""
        if node[0] == "pin":
            return f"pin.{node[1]}"
        if node[0] == "free":
            return self.free[node[1]]
        cell = self.cells[node[1]]
        if not cell["type"].startswith("$"):
            return f"{cell['type']}.{re.sub(r'^.*[.]', '', node[1])}"
        return f"{self._module(node[1])}.{re.sub(r'^.*[.]', '', self.cell_name(node[1]))}"

    def name(self, node: tuple[str, str]) -> str:
        return self.cell_name(node[1]) if node[0] == "cell" else node[1]
