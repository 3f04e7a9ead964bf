"""Output registers of block RAMs, which yosys 0.70 does not use: a register behind a memory becomes part of it.

A memory's output is 5.8 ns late on an ECP5-6 without its output register, and all of the way to the next register has to fit
into what is left of the cycle.  absorb() sets REGMODE to OUTREG where the netlist already says the same thing with flip-flops:
every output bit of a port is read by the D input of one flip-flop and by nothing else, and those flip-flops have the clock
of that port, one enable (which becomes OCE) and no reset.  So nothing changes but the place of the registers.
"""
import collections


def readers(module):
    """bit of the netlist -> [(cell, port)]; the module's own ports count too."""
    found = collections.defaultdict(list)
    for name, cell in module["cells"].items():
        for port, bits in cell["connections"].items():
            if cell["port_directions"][port] == "input":
                for bit in bits:
                    found[bit].append((name, port))
    for name, port in module["ports"].items():
        for bit in port["bits"]:
            found[bit].append((None, name))
    return found


def enable(cell):
    """What a flip-flop's clock enable is joined to; None if it is used in a way that the memory's register does not have."""
    mode = cell["parameters"].get("CEMUX", "1").strip()
    return cell["connections"]["CE"] if mode == "CE" else ["1"] if mode == "1" else None


def plain(cell, clock):
    """A flip-flop of that clock (rising edge) without reset, zero at first: what the memory's register is."""
    mode = cell["parameters"]
    return (cell["type"] == "TRELLIS_FF" and cell["connections"]["CLK"] == clock and mode.get("CLKMUX", "CLK") == "CLK"
            and cell["connections"].get("LSR", ["0"]) == ["0"] and mode.get("LSRMUX", "LSR") == "LSR"
            and mode.get("REGSET", "RESET") == "RESET" and enable(cell) is not None)


def read_ports(memory):
    """(sides whose outputs they are, side of clock and enable).  36 bits wide both sides' outputs are those of the port at B."""
    wide = int(memory["parameters"]["DATA_WIDTH_A"], 2) == 36
    return [("AB", "B")] if wide else [("A", "A"), ("B", "B")]


def absorb(netlist, top="harness"):
    """(ports of memories, flip-flops) that were merged."""
    module = netlist["modules"][top]
    cells, read = module["cells"], readers(module)
    ports = merged = 0
    for memory in [cell for cell in cells.values() if cell["type"] == "DP16KD"]:
        for sides, master in read_ports(memory):
            outputs = {port: read[bits[0]] for port, bits in memory["connections"].items()
                       if port[:2] == "DO" and port[2] in sides and read[bits[0]]}
            if not outputs or any(len(uses) != 1 or uses[0][0] is None or uses[0][1] != "DI" for uses in outputs.values()):
                continue
            behind = {port: uses[0][0] for port, uses in outputs.items()}
            flops = [cells[name] for name in behind.values()]
            clock = memory["connections"]["CLK" + master]
            if (memory["parameters"][f"CLK{master}MUX"] != "CLK" + master
                    or not all(plain(f, clock) and enable(f) == enable(flops[0]) for f in flops)):
                continue
            for side in sides:
                memory["parameters"]["REGMODE_" + side] = "OUTREG"
            memory["connections"]["OCE" + master] = enable(flops[0])
            for port, name in behind.items():
                memory["connections"][port] = cells.pop(name)["connections"]["Q"]
            ports, merged = ports + 1, merged + len(behind)
    return ports, merged
