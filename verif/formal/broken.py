"""RTL broken on purpose: each variant is one replacement in one file, and the property that must then fail."""

import dataclasses


@dataclasses.dataclass
class Broken:
    name: str
    task: str          # of tasks.py
    label: str         # what must fail
    file: str          # of rtl/fbox, without fbox_ and .v; "fbox" itself; or of another directory of rtl, with it, without .v
    old: str           # must stand exactly once in the file
    new: str
    says: str
    depth: int = 20    # within so many steps
    narrow: bool = False  # searched among the frames that covers are searched among (`ifdef FORMAL_COVER)

    @property
    def path(self) -> str:
        return f"rtl/{self.file}.v" if "/" in self.file else "rtl/fbox/fbox.v" if self.file == "fbox" else f"rtl/fbox/fbox_{self.file}.v"


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
    Broken("settled_elsewhere", "table_memory", "g1_written", "table",
           "by_entry ? 4'd1 << write_entry[1:0] : hit_bank_q;", "by_entry ? 4'd1 << b_entry_q[1:0] : hit_bank_q;",
           "a settlement is written to the bank of the last look-up"),
    Broken("dying_is_free", "table_memory", "g1_read", "table",
           "is_free[i]        <= state3[3*i+:3] == FREE;", "is_free[i]        <= state3[3*i+:3] == FREE || state3[3*i+:3] == DYING;",
           "an entry is taken whose last frame has not been finished"),
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
    # time
    Broken("null_is_faster", "f", "t_f", "f",
           "done_q <= busy_q && last_round && block_q == LAST_BLOCK;", "done_q <= busy_q && last_round && (block_q == LAST_BLOCK || null_q);",
           "F of null takes one permutation", 30),
    Broken("access_waits", "control", "t_access", "control",
           "if (count_q[2]) access_q <= A_READY;", "if (count_q[2] && command_q != C_ARM) access_q <= A_READY;",
           "an access waits while a command waits for its arm", 60),
    Broken("every_byte_waits", "egress", "t_byte", "egress",
           "assign stall = wait_first_q || (secret && load_stall_i);", "assign stall = wait_first_q || load_stall_i;",
           "bytes that are not secret wait for the operand register"),
    Broken("frame_behind_not_here", "outlet_time", "t_way", "outlet",
           "assign start_frame_o = idle && frame_valid_i && !here_valid_i;",
           "assign start_frame_o = idle && frame_valid_i && !here_valid_i && !not_here_valid_i;",
           "a frame waits for a NOT_HERE that waits for it"),
    # plumbing: what crosses clocks
    Broken("frame_shown_early", "frame_fifo", "fifo_committed", "eth/eth_frame_fifo",
           "else if (!busy_q && here)", "else if (!busy_q && (here || write_q != read_q))",
           "a frame is read before all of it is in the memory", 12, narrow=True),
    Broken("pointer_in_binary", "frame_fifo", "fifo_gray", "eth/eth_frame_fifo",
           "frames_gray_q <= frames_next ^ (frames_next >> 1);", "frames_gray_q <= frames_next;",
           "the number of frames crosses without Gray's code", 12, narrow=True),
    Broken("reset_shows_the_rest", "frame_fifo", "fifo_whole", "eth/eth_frame_fifo",
           "else if (done_gray == flush_to_q && !loaded_q)", "else if (!rd_rst_i)",
           "after a reset the rest of a frame is shown", 16, narrow=True),
    Broken("word_behind_its_place", "async_fifo", "word_order", "soc/soc_async_fifo",
           "memory[write_q[3:0]] <= wr_data_i;", "memory[write_d[3:0]] <= wr_data_i;",
           "a word is written behind its place", 20),
    Broken("crossing_pointer_kept", "async_fifo", "word_reset", "soc/soc_async_fifo",
           "read_gray_q <= 5'd0;", "",
           "a reset leaves the pointer that crosses where it was", 30),
    Broken("event_not_taken_off", "event_cross", "event_once", "eth/eth_event_cross",
           "wire here = written_gray != (read_q ^ (read_q >> 1));", "wire here = written_gray != read_q;",
           "an event comes out twice", 20),
    Broken("short_reset_lost", "reset_cross", "reset_seen", "eth/eth_reset_cross",
           "again_q <= !request_q && shown && (rst_i || again_q);", "again_q <= 1'b0;",
           "a reset that comes while the last one is still shown is lost", 20),
    # plumbing: DMA
    Broken("page_list_unchecked", "dma_rx", "dma_in_ram", "soc/soc_dma_rx",
           "assign mem_req_o = (pending_q || reading || state_q == SLOT) && in_ram;",
           "assign mem_req_o = pending_q || reading || state_q == SLOT;", "an address outside RAM is asked for", 20),
    Broken("reads_over_the_page", "dma_tx", "tx_described", "soc/soc_dma_tx",
           "left_q <= two_pages ? 11'd0 - start_q[10:0] : length_q;", "left_q <= length_q;",
           "data in two pages are all read from behind the first one", 60, narrow=True),
    Broken("finished_too_early", "dma_tx", "tx_complete", "soc/soc_dma_tx",
           "wire        have_fate = fates_in_q != fates_out_q;", "wire        have_fate = open_q != 3'd0;",
           "a status is written before the box has told the frame's fate", 60, narrow=True),
]
