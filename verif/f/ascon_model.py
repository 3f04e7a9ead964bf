"""F written a second time, in Python and straight from NIST SP 800-232: what build/bin/f is compared with."""

WORD = (1 << 64) - 1
ROTATIONS = ((19, 28), (61, 39), (1, 6), (10, 17), (7, 41))
SBOX = (4, 11, 31, 20, 26, 21, 9, 2, 27, 5, 8, 18, 29, 3, 6, 28, 30, 19, 7, 14, 0, 13, 17, 24, 16, 12, 1, 25, 22, 10, 15, 23)
CUSTOMISATION = {use: f"amoebox-{use}-v1".encode() for use in ("port", "signature", "check", "random")}


def permute(x: list[int]) -> list[int]:
    """Ascon-p[12]; the S-box is the table of the standard (bit of word 0 is the most significant of the five)."""
    for index in range(12):
        x[2] ^= (15 - index) << 4 | index
        y = [0] * 5
        for column in range(64):
            value = SBOX[sum((x[word] >> column & 1) << (4 - word) for word in range(5))]
            for word in range(5):
                y[word] |= (value >> (4 - word) & 1) << column
        x = [w ^ (w >> a | w << (64 - a)) & WORD ^ (w >> b | w << (64 - b)) & WORD for w, (a, b) in zip(y, ROTATIONS)]
    return x


def cxof128(z: bytes, message: bytes, length: int) -> bytes:
    state = permute([0x0000080000CC0004, 0, 0, 0, 0])
    state[0] ^= 8 * len(z)
    state = permute(state)
    for text in (z, message):
        padded = text + b"\x01" + bytes(7 - len(text) % 8)
        for at in range(0, len(padded), 8):
            state[0] ^= int.from_bytes(padded[at:at + 8], "little")
            state = permute(state)
    out = b""
    while len(out) < length:
        out += state[0].to_bytes(8, "little")
        state = permute(state)
    return out[:length]


def f(use: str, value: bytes) -> bytes:
    return cxof128(CUSTOMISATION[use], value, len(value)) if any(value) else value
