"""What is proved: the models.  What is asserted of each stands in properties/ and tops/."""

from tool import Task

FBOX = "rtl/fbox/fbox_"

TASKS = [
    Task("guard", "fbox_guard", [FBOX + "guard.v"], cover_depth=90),
    Task("guard_any_state", "fbox_guard", [FBOX + "guard.v"], any_state=True, defines=("FORMAL_ANY_STATE",), ),
]
TASKS += [
    Task("outlet", "fbox_outlet", [FBOX + "outlet.v"], profiles=("wide", "classic"), cover_depth=40),
    Task("frame_buffer", "fbox_frame_buffer", [FBOX + "frame_buffer.v"], engine="induction", depth=3, words=True, cover_depth=14),
]

BOTH = ("wide", "classic")
FORM = [FBOX + "form.v", FBOX + "fields.v"]

TASKS += [
    Task("fields", "fbox_fields", [FBOX + "fields.v"], profiles=BOTH, engine="induction", cover_depth=100),
    Task("form_out", "fbox_form", FORM, profiles=BOTH, engine="induction", no_covers=True),
    Task("form_in", "fbox_form", FORM, profiles=BOTH, engine="induction", no_covers=True, parameters={"INWARD": 1}),
    Task("form_out_covers", "fbox_form", FORM, profiles=BOTH, covers_only=True, cover_depth=140),
    Task("form_in_covers", "fbox_form", FORM, profiles=BOTH, covers_only=True, cover_depth=140, parameters={"INWARD": 1}),
    Task("egress", "fbox_egress", [FBOX + "egress.v", *FORM], profiles=BOTH, engine="induction", no_covers=True),
    Task("egress_covers", "fbox_egress", [FBOX + "egress.v", *FORM], profiles=BOTH, covers_only=True, cover_depth=140),
]

CORE = ["guard", "identity", "egress", "transform", "dispatch", "outlet", "ingress", "answer", "table", "control", "counters",
        "frame_buffer"]
TASKS += [
    Task("top", "fbox", ["rtl/fbox/fbox.v", *[f"{FBOX}{name}.v" for name in CORE]], profiles=BOTH, engine="induction", cover_depth=90,
         free=tuple(f"fbox_{name}" for name in CORE if name not in ("guard", "outlet"))),
    Task("dispatch", "fbox_dispatch", [FBOX + "dispatch.v"], parameters={"LATENCY": 14}, cover_depth=30),
]

TOPS = "verif/formal/tops/formal_"
TASKS += [
    Task("two_egress", "formal_two_egress", [TOPS + "two_egress.v", FBOX + "egress.v", *FORM], engine="induction", two=True,
         plain=(FBOX + "egress.v",), profiles=BOTH, cover_depth=40),
    Task("two_transform", "formal_two_transform", [TOPS + "two_transform.v", FBOX + "transform.v", FBOX + "f.v"], free=("fbox_f",),
         two=True, plain=(FBOX + "transform.v", FBOX + "f.v"), profiles=BOTH),
    Task("two_control", "formal_two_control", [TOPS + "two_control.v", FBOX + "control.v"], two=True, plain=(FBOX + "control.v",), cover_depth=40),
]

INGRESS = [FBOX + "ingress.v", FBOX + "frame_buffer.v", *FORM]
TASKS += [
    Task("ingress", "fbox_ingress", INGRESS, profiles=BOTH, engine="induction", free=("fbox_frame_buffer",), no_covers=True),
    Task("ingress_covers", "fbox_ingress", INGRESS, profiles=BOTH, free=("fbox_frame_buffer",), covers_only=True, cover_depth=150),
]

TABLE = [FBOX + "table.v", FBOX + "bank.v"]
TASKS += [
    Task("table", "fbox_table", TABLE, engine="induction", free=("fbox_bank",), profiles=BOTH, cover_depth=80),
    Task("table_memory", "fbox_table", TABLE, engine="induction", profiles=BOTH, no_covers=True, cut=("*bank.read_q",),
         defines=("FORMAL_MEMORY",)),
    Task("table_memory_covers", "fbox_table", TABLE, profiles=("classic",), covers_only=True, cover_depth=90, cut=("*bank.read_q",),
         defines=("FORMAL_MEMORY",)),
]

ETH = "rtl/eth/eth_"
FIFO = [ETH + "frame_fifo.v", ETH + "sync.v"]
TASKS += [
    Task("frame_fifo", "eth_frame_fifo", FIFO, engine="induction", two_clocks=True, parameters={"DEPTH": 8}, no_covers=True),
    Task("frame_fifo_covers", "eth_frame_fifo", FIFO, two_clocks=True, parameters={"DEPTH": 4}, covers_only=True, cover_depth=40),
    Task("event_cross", "eth_event_cross", [ETH + "event_cross.v", ETH + "sync.v"], engine="induction", two_clocks=True, cover_depth=60),
    Task("reset_cross", "eth_reset_cross", [ETH + "reset_cross.v", ETH + "sync.v"], two_clocks=True, cover_depth=40),
    Task("async_fifo", "soc_async_fifo", ["rtl/soc/soc_async_fifo.v", ETH + "sync.v"], engine="induction", two_clocks=True,
         parameters={"WIDTH": 2}, cover_depth=60),
]
TASKS += [
    Task("dma_rx", "soc_dma_rx", ["rtl/soc/soc_dma_rx.v"], engine="induction", cut=("line_word",), no_covers=True),
    Task("dma_rx_covers", "soc_dma_rx", ["rtl/soc/soc_dma_rx.v"], cut=("line_word",), profiles=("classic",), covers_only=True, cover_depth=120),
]
TASKS += [
    Task("dma_tx", "soc_dma_tx", ["rtl/soc/soc_dma_tx.v"], engine="induction", no_covers=True),
    Task("dma_tx_covers", "soc_dma_tx", ["rtl/soc/soc_dma_tx.v"], covers_only=True, cover_depth=60),
]

# Times; those of egress, ingress, table and frame buffer are in their tasks above.
TASKS += [
    Task("f", "fbox_f", [FBOX + "f.v", FBOX + "ascon_round.v"], engine="induction", profiles=BOTH, cover_depth=90),
    Task("transform", "fbox_transform", [FBOX + "transform.v", FBOX + "f.v"], engine="induction", free=("fbox_f",), profiles=BOTH, cover_depth=140),
    Task("control", "fbox_control", [FBOX + "control.v"], engine="induction", profiles=BOTH, cover_depth=60),
    Task("dispatch_time", "fbox_dispatch", [FBOX + "dispatch.v"], engine="induction", defines=("FORMAL_TIME",), cover_depth=130),
    Task("outlet_time", "fbox_outlet", [FBOX + "outlet.v"], engine="induction", defines=("FORMAL_TIME",), cover_depth=30),
    Task("answer", "fbox_answer", [FBOX + "answer.v", FBOX + "fields.v"], engine="induction", profiles=BOTH, cover_depth=30),
    Task("counters", "fbox_counters", [FBOX + "counters.v"], engine="induction", cover_depth=60),
]
