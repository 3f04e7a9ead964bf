"""An ECP5 with its SPI flash at the end of a JTAG cable: a server of Xilinx' virtual cable (XVC 1.0), to which openFPGALoader
speaks as to any cable.

    board = JtagBoard(idcode); board.start(); ... board.port ...; board.stop()

The TAP is that of IEEE 1149.1; instructions are those of Lattice's FPGA-TN-02039 (sysCONFIG) that a loader needs.  What was
configured is in `configured` (the bytes of the last whole bitstream), what is in the flash in `flash`.  `idcode` None: nothing
is on the chain (TDO stays high), as with a board without power.
"""
import socket
import threading

# State -> (next with TMS 0, next with TMS 1)
NEXT = {
    "reset": ("idle", "reset"), "idle": ("idle", "select-dr"),
    "select-dr": ("capture-dr", "select-ir"), "capture-dr": ("shift-dr", "exit1-dr"), "shift-dr": ("shift-dr", "exit1-dr"),
    "exit1-dr": ("pause-dr", "update-dr"), "pause-dr": ("pause-dr", "exit2-dr"), "exit2-dr": ("shift-dr", "update-dr"),
    "update-dr": ("idle", "select-dr"),
    "select-ir": ("capture-ir", "reset"), "capture-ir": ("shift-ir", "exit1-ir"), "shift-ir": ("shift-ir", "exit1-ir"),
    "exit1-ir": ("pause-ir", "update-ir"), "pause-ir": ("pause-ir", "exit2-ir"), "exit2-ir": ("shift-ir", "update-ir"),
    "update-ir": ("idle", "select-dr"),
}
IDCODE, USERCODE, STATUS, BUSY, ENABLE, ERASE, DISABLE, BURST, REFRESH, SPI, BYPASS = (
    0xE0, 0xC0, 0x3C, 0xF0, 0xC6, 0x0E, 0x26, 0x7A, 0x79, 0x3A, 0xFF)
DONE, ENABLED, ID_ERROR = 1 << 8, 1 << 9, 1 << 23
PREAMBLE = bytes.fromhex("FFFFBDB3")


class Flash:
    """A serial NOR flash of 4 MB; `got` are the bytes of a transaction."""
    IDENTITY = bytes.fromhex("EF4016")

    def __init__(self):
        self.memory = bytearray(b"\xff" * (4 << 20))
        self.writable, self.keeps = False, 0xFF  # keeps: bits that can be written
        self.begin()

    def begin(self):
        self.got = bytearray()

    def answer(self) -> int:
        """What it says while the next byte comes in: that depends on those that have come."""
        command, count = self.got[0], len(self.got)
        if command == 0x9F:
            return self.IDENTITY[(count - 1) % 3]
        if command == 0x05:
            return 2 if self.writable else 0
        data = {0x03: 4, 0x0B: 5}.get(command)
        if data and count >= data:
            return self.memory[(int.from_bytes(self.got[1:4], "big") + count - data) % len(self.memory)]
        return 0

    def end(self):
        if not self.got:
            return
        command, address = self.got[0], int.from_bytes(self.got[1:4], "big")
        if command in (0x06, 0x04):
            self.writable = command == 0x06
        elif self.writable and command in (0x20, 0x52, 0xD8) and len(self.got) == 4:
            size = {0x20: 4 << 10, 0x52: 32 << 10, 0xD8: 64 << 10}[command]
            begin = address // size * size
            self.memory[begin:begin + size] = b"\xff" * size
            self.writable = False
        elif self.writable and command == 0x02:
            for i, value in enumerate(self.got[4:]):
                at = address // 256 * 256 + (address + i) % 256
                self.memory[at] &= value & self.keeps
            self.writable = False


class Fpga:
    def __init__(self, idcode: int):
        self.idcode, self.flash = idcode, Flash()
        self.configured, self.status, self.state = b"", 0, "reset"
        self.instruction, self.data = IDCODE, []
        self.spi_open = False

    def clock(self, tms: int, tdi: int) -> int:
        """One cycle of TCK."""
        tdo = 1
        if self.state == "shift-ir":
            tdo, self.shift_ir = self.shift_ir & 1, self.shift_ir >> 1 | tdi << 7
        elif self.state == "shift-dr":
            tdo = self.shift_bit(tdi)
        self.state = NEXT[self.state][tms]
        if self.state == "capture-ir":
            self.shift_ir = 1
        elif self.state == "update-ir":
            self.instruction = self.shift_ir
            self.run()
        elif self.state == "capture-dr":
            self.capture()
        elif self.state == "update-dr":
            self.update()
        elif self.state == "reset":
            self.instruction = IDCODE
        return tdo

    # ---- data registers
    def capture(self):
        self.data = []
        self.register = {IDCODE: self.idcode, STATUS: self.status, BUSY: 0,
                         USERCODE: 0xFFFFFFFF}.get(self.instruction, 0)
        self.miso = 0
        if self.instruction == SPI and self.spi_open:
            self.flash.begin()

    def shift_bit(self, tdi: int) -> int:
        self.data.append(tdi)
        if self.instruction == SPI and self.spi_open:
            out = self.miso >> 7 & 1
            self.miso = self.miso << 1 & 0xFF
            if len(self.data) % 8 == 0:
                self.flash.got.append(int("".join(map(str, self.data[-8:])), 2))
                self.miso = self.flash.answer()
            return out
        if self.instruction == BURST:
            return 0
        out, self.register = self.register & 1, self.register >> 1 | tdi << (0 if self.instruction == BYPASS else 31)
        return out

    def update(self):
        if self.instruction == ENABLE:
            self.status |= ENABLED
        elif self.instruction == BURST:
            usable = len(self.data) // 8 * 8
            stream = int("".join(map(str, self.data[:usable])) or "0", 2).to_bytes(usable // 8, "big")
            self.configure(stream)
        elif self.instruction == SPI and not self.spi_open:
            self.spi_open = True
        elif self.instruction == SPI:
            self.flash.end()

    def run(self):
        """Instructions that need no data."""
        if self.instruction != SPI:
            self.spi_open = False
        if self.instruction == DISABLE:
            self.status &= ~ENABLED
        elif self.instruction == ERASE:
            self.configured, self.status = b"", self.status & ~(DONE | ID_ERROR)
        elif self.instruction == REFRESH:
            self.configured, self.status = b"", 0
            self.configure(bytes(self.flash.memory))

    def configure(self, stream: bytes):
        at = stream.find(PREAMBLE)
        verify = stream.find(b"\xe2\x00\x00\x00", at) if at >= 0 else -1
        if verify < 0 or int.from_bytes(stream[verify + 4:verify + 8], "big") != self.idcode:
            self.status |= ID_ERROR
            return
        self.configured, self.status = stream, self.status | DONE


class JtagBoard:
    def __init__(self, idcode: int | None):
        self.fpga = Fpga(idcode) if idcode is not None else None
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def start(self):
        self.thread.start()

    def stop(self):
        self.server.close()

    def serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                while self.answer(connection, stream):
                    pass

    def answer(self, connection: socket.socket, stream) -> bool:
        command = bytearray()
        while not command.endswith(b":"):
            byte = stream.read(1)
            if not byte:
                return False
            command += byte
        if command == b"getinfo:":
            connection.sendall(b"xvcServer_v1.0:2048\n")
        elif command == b"settck:":
            connection.sendall(stream.read(4))
        elif command == b"shift:":
            bits = int.from_bytes(stream.read(4), "little")
            size = (bits + 7) // 8
            tms, tdi = (int.from_bytes(stream.read(size), "little") for _ in range(2))
            out = 0
            for i in range(bits):
                tdo = self.fpga.clock(tms >> i & 1, tdi >> i & 1) if self.fpga else 1
                out |= tdo << i
            connection.sendall(out.to_bytes(size, "little"))
        return True
