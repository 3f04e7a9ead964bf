"""What is proved: the models.  What is asserted of each stands in properties/ and tops/."""

from tool import Task

FBOX = "rtl/fbox/fbox_"

TASKS = [
    Task("guard", "fbox_guard", [FBOX + "guard.v"], cover_depth=90),
    Task("guard_any_state", "fbox_guard", [FBOX + "guard.v"], any_state=True, defines=("FORMAL_ANY_STATE",), ),
]
TASKS += [
    Task("outlet", "fbox_outlet", [FBOX + "outlet.v"]),
    Task("frame_buffer", "fbox_frame_buffer", [FBOX + "frame_buffer.v"], engine="induction", depth=3, words=True, cover_depth=14),
]

BOTH = ("wide", "classic")
FORM = [FBOX + "form.v", FBOX + "fields.v"]

TASKS += [
    Task("fields", "fbox_fields", [FBOX + "fields.v"], profiles=BOTH, engine="induction", depth=2, cover_depth=20),
    Task("form_out", "fbox_form", FORM, profiles=BOTH, engine="induction", depth=2, cover_depth=20),
    Task("form_in", "fbox_form", FORM, profiles=BOTH, engine="induction", depth=2, cover_depth=150, parameters={"INWARD": 1}),
]
