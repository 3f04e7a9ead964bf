#include "verif/soc/dma_world.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>

namespace amoebox::soc {

namespace {
void must(bool condition, const std::string& what) {
    if (!condition) {
        throw std::runtime_error(what);
    }
}
} // namespace

DmaWorld::DmaWorld(std::uint64_t seed)
    : random_(seed), context_(std::make_unique<VerilatedContext>()), ram_(k_ram_bytes), allowed_(k_ram_bytes),
      burn_(k_ram_bytes / 4) {
    context_->randReset(2);
    context_->randSeed(static_cast<int>(seed % 1000000) + 1);
    top_ = std::make_unique<VsocDmaBench>(context_.get());
    for (auto& value : ram_) {
        value = byte();
    }
    top_->ram_pages_i = k_pages;
    top_->cpu_req_i = 0;
    top_->cpu_wdata_i = 0;
    top_->sel_i = 0;
    top_->hrx_entry_i = 0;
    top_->rst_i = 1;
    top_->clear_i = 1;
    for (unsigned i = 0; i < 64; ++i) {
        top_->clear_index_i = static_cast<std::uint8_t>(i);
        cycle();
    }
    top_->rst_i = 0;
    top_->clear_i = 0;
}

DmaWorld::~DmaWorld() {
    top_->final();
}

std::uint8_t& DmaWorld::at(std::uint32_t address) {
    must(address >= k_ram && address - k_ram < k_ram_bytes, "the bench looks outside RAM");
    return ram_[address - k_ram];
}

std::uint32_t DmaWorld::word(std::uint32_t address) {
    return static_cast<std::uint32_t>(at(address)) | static_cast<std::uint32_t>(at(address + 1)) << 8 |
           static_cast<std::uint32_t>(at(address + 2)) << 16 | static_cast<std::uint32_t>(at(address + 3)) << 24;
}

void DmaWorld::set_word(std::uint32_t address, std::uint32_t value) {
    for (std::uint32_t i = 0; i < 4; ++i) {
        at(address + i) = static_cast<std::uint8_t>(value >> (8 * i));
    }
}

void DmaWorld::allow(std::uint32_t address, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) {
        at(static_cast<std::uint32_t>(address + i)); // within RAM
        ++allowed_[address - k_ram + i];
    }
    allowed_left_ += bytes;
}

void DmaWorld::forbid_all() {
    allowed_.assign(k_ram_bytes, 0);
    allowed_left_ = 0;
}

void DmaWorld::burn_after_reading(std::uint32_t address, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; i += 4) {
        burn_[(address - k_ram + i) / 4] = true;
    }
}

bool DmaWorld::irq() const {
    return top_->irq_o != 0;
}

// Inputs of the memory port for this cycle, from outputs that are registers.
void DmaWorld::memory_before() {
    VsocDmaBench& top = *top_;
    top.mem_next_i = 0;
    top.mem_last_i = 0;
    top.mem_rdata_i = static_cast<std::uint32_t>(random_());
    if (top.rst_i) {
        return; // outputs may still be anything
    }
    if (!active_) {
        if (top.mem_req_o) {
            active_ = true;
            beat_ = 0;
            wait_ = between(1, 1 + max_wait);
            must(top.mem_count_o >= 1 && top.mem_addr_o % 8 + top.mem_count_o <= 8,
                 "a burst over the end of its line");
            must(top.mem_addr_o / 1024 < k_pages, "outside RAM");
        }
        return;
    }
    must(top.mem_req_o, "a burst was withdrawn");
    if (--wait_ != 0) {
        return;
    }
    wait_ = one_in(4) ? between(1, 1 + max_wait / 4) : 1;
    top.mem_next_i = 1;
    top.mem_last_i = beat_ + 1 == top.mem_count_o;
    const std::uint32_t address = k_ram + 4 * (top.mem_addr_o + beat_);
    if (!top.mem_write_o) {
        top.mem_rdata_i = word(address);
    }
}

// Writes, once the word to be written is known, and whose it is.
void DmaWorld::memory_after() {
    const VsocDmaBench& top = *top_;
    if (!top.mem_next_i) {
        return;
    }
    const std::uint32_t offset = 4 * (top.mem_addr_o + beat_);
    if (!top.mem_write_o && top.owner_o != 3 && burn_[offset / 4]) {
        burn_[offset / 4] = false;
        set_word(k_ram + offset, static_cast<std::uint32_t>(random_()));
    }
    if (top.mem_write_o && top.owner_o != 3) {
        for (std::uint32_t lane = 0; lane < 4; ++lane) {
            if ((top.mem_strobe_o >> lane & 1) == 0) {
                continue;
            }
            must(allowed_[offset + lane] != 0,
                 "a byte was written that nobody allowed: RAM + " + std::to_string(offset + lane));
            --allowed_[offset + lane];
            --allowed_left_;
            ++bytes_written;
            ram_[offset + lane] = static_cast<std::uint8_t>(top.mem_wdata_o >> (8 * lane));
        }
    }
    ++beat_;
    if (top.mem_last_i) {
        active_ = false;
    }
}

void DmaWorld::cycle() {
    VsocDmaBench& top = *top_;
    top.clk_i = 0;
    top.cycle_i = static_cast<std::uint32_t>(cycles_);
    memory_before();

    // The processor's bursts: whatever it reads; what it writes goes nowhere.
    if (busy_cpu && !top.cpu_req_i && !one_in(3)) {
        top.cpu_req_i = 1;
        top.cpu_write_i = one_in(3);
        top.cpu_addr_i = below(k_ram_bytes / 32) * 8;
        top.cpu_count_i = top.cpu_write_i ? 1 : 8;
        cpu_wait_ = 0;
    }

    // Box, send side: two buffers, then it waits for a fate.
    top.htx_ready_i = undecided_.size() < 2 && (stall_in == 0 || !one_in(stall_in));
    top.htx_done_i = 0;
    if (!undecided_.empty() && --undecided_.front() == 0) {
        undecided_.pop_front();
        const Fate told = fate();
        top.htx_done_i = 1;
        top.htx_code_i = told.code;
        top.htx_entry_i = told.entry;
    }

    // Box, receive side.
    if (!in_valid_) {
        in_valid_ = !to_deliver.empty() && in_the_box < 2 && (gap_in == 0 || !one_in(gap_in));
        if (in_valid_) {
            const FrameIn& frame = to_deliver.front();
            top.hrx_data_i = frame.bytes[in_at_];
            top.hrx_last_i = in_at_ + 1 == frame.bytes.size();
            top.hrx_tag_i = frame.tag;
            top.hrx_entry_i = frame.entry;
        } else {
            top.hrx_data_i = byte();
            top.hrx_last_i = one_in(2);
            top.hrx_tag_i = byte();
        }
    }
    top.hrx_valid_i = in_valid_;

    top.eval();
    memory_after();
    if (top.rst_i) {
        top.clk_i = 1;
        top.eval();
        return;
    }
    if (top.htx_valid_o && top.htx_ready_i) {
        if (collecting_.bytes.empty()) {
            collecting_.arm = top.htx_arm_o;
            collecting_.tag = top.htx_tag_o;
            collecting_.owner = top.htx_owner_o;
        }
        must(collecting_.arm == top.htx_arm_o && collecting_.tag == top.htx_tag_o &&
                 collecting_.owner == top.htx_owner_o,
             "arm, tag or owner changed within a frame");
        collecting_.bytes.push_back(top.htx_data_o);
        if (top.htx_last_o) {
            sent.push_back(collecting_);
            collecting_ = {};
            undecided_.push_back(between(1, one_in(4) ? 300 : 3));
        }
    }
    if (top.hrx_done_o) {
        ++finished;
    }
    if (in_valid_ && top.hrx_ready_o) {
        in_valid_ = false;
        stalled_ = 0;
        if (++in_at_ == to_deliver.front().bytes.size()) {
            in_at_ = 0;
            to_deliver.pop_front();
            ++in_the_box;
        }
    } else if (in_valid_) {
        longest_stall = std::max(longest_stall, ++stalled_);
    }
    if (top.hrx_done_o) {
        must(in_the_box != 0, "a frame was finished before its last byte");
        --in_the_box;
    }
    if (top.cpu_req_i) {
        cpu_longest = std::max(cpu_longest, ++cpu_wait_);
    }
    const bool cpu_end = top.cpu_last_o;
    cpu_bursts += cpu_end;

    top.clk_i = 1;
    top.eval();
    if (cpu_end) {
        top.cpu_req_i = 0;
        top.eval();
    }
    ++cycles_;
}

std::uint32_t DmaWorld::read_register(std::uint32_t offset) {
    top_->sel_i = 1;
    top_->write_i = 0;
    top_->addr_i = static_cast<std::uint8_t>(offset);
    cycle();
    top_->sel_i = 0;
    must(top_->ack_o && !top_->err_o, "register not acknowledged");
    return top_->rdata_o;
}

void DmaWorld::write_register(std::uint32_t offset, std::uint32_t value) {
    top_->sel_i = 1;
    top_->write_i = 1;
    top_->addr_i = static_cast<std::uint8_t>(offset);
    top_->wdata_i = value;
    cycle();
    top_->sel_i = 0;
    top_->write_i = 0;
    must(top_->ack_o && !top_->err_o, "register not acknowledged");
}

} // namespace amoebox::soc
