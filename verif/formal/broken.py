"""RTL broken on purpose: each variant is one replacement in one file, and the property that must then fail."""

import dataclasses


@dataclasses.dataclass
class Broken:
    name: str
    task: str          # of tasks.py
    label: str         # what must fail
    file: str
    old: str           # must stand exactly once in the file
    new: str
    says: str
    depth: int = 20    # within so many steps


BROKEN = [
    Broken("guard_opens_early", "guard", "g8_opens_after_naming", "rtl/fbox/fbox_guard.v", "count_q == 6'd15", "count_q == 6'd14",
           "the epoch gets seven bytes", 90),
]
