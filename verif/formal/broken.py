"""RTL broken on purpose: each variant is one replacement in one file, and the property that must then fail."""

import dataclasses


@dataclasses.dataclass
class Broken:
    name: str
    task: str          # of tasks.py
    label: str         # what must fail
    file: str          # of rtl/fbox, without fbox_ and .v; "fbox" itself
    old: str           # must stand exactly once in the file
    new: str
    says: str
    depth: int = 20    # within so many steps
    narrow: bool = False  # searched among the frames that covers are searched among (`ifdef FORMAL_COVER)

    @property
    def path(self) -> str:
        return "rtl/fbox/fbox.v" if self.file == "fbox" else f"rtl/fbox/fbox_{self.file}.v"


BROKEN = [
    # G1
    Broken("bad_checksum_admitted", "ingress", "g1_good_frames_only", "ingress",
           "wire candidate = ended && !end_bad_q && formed;", "wire candidate = ended && formed;",
           "a frame with a bad checksum comes to judgement", 100, narrow=True),
    Broken("alive_for_services", "ingress", "g1_armed_for_its_kind", "ingress",
           "a_transaction_i && !is_service));", "a_transaction_i && !is_service)) || (found_q && a_service_i);",
           "an ALIVE is admitted to a port that is armed as a service", 150, narrow=True),
    Broken("refused_frame_arms", "dispatch", "g1_refused_arms_nothing", "dispatch",
           "settle_arm_q   <= fate_q == 2'd0;", "settle_arm_q   <= 1'b1;",
           "a malformed frame arms its reply port", 30),
    # G2
    Broken("secret_stored", "egress", "g2_secret_not_stored", "egress",
           "assign write_o = pass && !secret && room", "assign write_o = pass && room",
           "what the host wrote in reply goes to the frame buffer", 60, narrow=True),
    Broken("slot_from_secret", "two_transform", "g2_only_f_leaves", "transform",
           "wait_slot_q      <= load_slot_i;", "wait_slot_q      <= load_slot_i ^ load_byte_i[1:0];",
           "two bits of the secret say where F's output is written", 30),
    # G3
    Broken("epoch_of_the_host", "egress", "g3_own_fields", "egress",
           "wire       own = source || board || epoch;", "wire       own = source || board;",
           "the epoch that the host wrote stays", 90, narrow=True),
    Broken("address_from_entropy", "guard", "g3_identity_is_the_boxs", "guard",
           "assign byte_o = state_q == NAME ? name_byte : ent_data_i;", "assign byte_o = ent_data_i;",
           "the address is not the box's constant", 80),
    # G4
    Broken("here_is_a_transaction", "ingress", "g4_answers", "ingress",
           "!judged_reply_null_q && found_q && a_service_i", "!judged_reply_null_q && found_q && (a_service_i || a_transaction_i)",
           "HERE_IS for a port that is armed as a transaction", 150, narrow=True),
    Broken("not_here_before_frames", "outlet", "g4_not_here_last", "outlet",
           "assign start_not_here_o = idle && not_here_valid_i && !frame_valid_i && !frame_waits_i && !here_valid_i;",
           "assign start_not_here_o = idle && not_here_valid_i && !frame_valid_i && !here_valid_i;",
           "a NOT_HERE goes before a host frame that waits"),
    # G5
    Broken("unknown_flags", "form_out", "g5_formed", "form",
           "if (f_flags && flags_unknown != 8'd0) bad_q <= 1'b1;", "",
           "a frame with an unknown flag is well-formed", 120, narrow=True),
    Broken("refused_frame_leaves", "dispatch", "g5_only_judged_leave", "dispatch",
           "wire leaves = fate_q == 2'd0 && !arm_failed;", "wire leaves = !arm_failed;",
           "a malformed frame is sent", 30),
    # G6
    Broken("debug_register", "two_control", "g6_nothing_read_back", "control",
           "({8{at_serial_q}} & serial_q[{byte_q, 3'd0} +: 8])", "({8{at_serial_q}} & (serial_q[{byte_q, 3'd0} +: 8] | register_q[7:0]))",
           "SERIAL shows the last byte of the operand", 30),
    Broken("old_byte_as_padding", "egress", "g6_padding", "egress",
           "{in_last_q, 1'b0, stored, 8'd0}", "{in_last_q, 1'b0, stored, even_q}",
           "the byte behind a frame of odd length is that of another place"),
    # G7
    Broken("counted_twice", "dispatch", "g7_one_count", "dispatch",
           "assign count_arm_o = tell && fate_q == 2'd0 && arm_failed;", "assign count_arm_o = tell && arm_failed;",
           "a malformed frame whose arm fails counts twice", 30),
    Broken("locate_counted_unarmed", "ingress", "g7_one_fate", "ingress",
           "unarmed_q     <= !rst_i && due && !is_locate && !armed;", "unarmed_q     <= !rst_i && due && !armed;",
           "a LOCATE for a port that is not armed counts twice", 150, narrow=True),
    # G8
    Broken("guard_opens_early", "guard", "g8_opens_after_naming", "guard", "count_q == 6'd15", "count_q == 6'd14",
           "the epoch gets seven bytes", 90),
    Broken("closed_box_delivers", "top", "g8_no_byte_in", "fbox",
           "assign hrx_valid_o = ingress_valid && pass;", "assign hrx_valid_o = ingress_valid;",
           "the way to the host is not shut"),
]
