// A board for kernel tests: the real processor (verilated VexRiscv) in a functional C++ model of the rest of the node, many
// times faster than the RTL of the whole node.  Memory timing is that of docs/node.md; DMA, box and wire are modelled in
// model_box.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "VVexRiscv.h"
#include "VVexRiscv_VexRiscv.h"
#include "VVexRiscv___024root.h"
#include "gen/registers.hpp"
#include "verif/kernel/model_box.hpp"

namespace amoebox::verif {

class ModelBoard {
  public:
    // Cycles from a request to its (first) answer (rtl/soc/soc_bus.v); those of a store on its way to memory, and how many may
    // be (soc_stores.v).
    static constexpr unsigned k_read_first = 11, k_device = 4, k_write = 6, k_stores = 8;

    ModelBoard(unsigned number, std::uint64_t seed, std::uint32_t ram_bytes, ModelNetwork& network)
        : number_(number), ram_(ram_bytes), box_(number, seed, ram_, network), random_(seed * 77 + number + 1),
          cpu_(std::make_unique<VVexRiscv>()) {
        cpu_->externalResetVector = hw::rom_base;
        cpu_->reset = 1;
        for (int i = 0; i < 20; ++i) {
            cpu_->clk = 1;
            cpu_->eval();
            cpu_->clk = 0;
            cpu_->eval();
        }
        cpu_->reset = 0;
    }

    std::vector<std::uint8_t>& ram() { return ram_; }
    std::vector<std::uint8_t>& rom() { return rom_; }
    bool off() const { return off_; }
    unsigned status() const { return status_; }
    std::uint64_t cycle() const { return cycle_; }
    void type(const std::string& text) { input_.insert(input_.end(), text.begin(), text.end()); }
    std::function<void(char)> on_byte;
    std::function<void(std::uint32_t)> on_trace;
    std::uint32_t pc() const { return pc_; }
    ModelBox& box() { return box_; }

    // Bus transactions so far: lines of code, lines of data, single reads, stores.
    std::array<std::uint64_t, 4> transactions{};
    bool count_sources = false;
    std::array<std::map<std::uint32_t, std::uint64_t>, 4> sources; // by the instruction that retired before
    // The instruction that retired last.
    std::uint32_t retired() const { return retired_; }
    // The longest time that an interrupt waited until the kernel looked (at the head of a receive ring, or set its alarm),
    // since the first process ran; and when that ended.
    std::uint64_t longest_wait() const { return longest_wait_; }
    std::uint64_t longest_wait_end() const { return longest_wait_end_; }

    // Instructions that have ended.
    std::uint64_t retirements() const { return retirements_; }

    void step() {
        ++cycle_;
        box_.step(cycle_);
        cpu_->externalInterruptArray = interrupts();
        bus();
        cpu_->clk = 1;
        cpu_->eval();
        cpu_->iBusWishbone_ACK = cpu_->dBusWishbone_ACK = cpu_->iBusWishbone_ERR = cpu_->dBusWishbone_ERR = 0;
        cpu_->clk = 0;
        cpu_->eval();
        if (cpu_->rootp->VexRiscv->lastStageIsFiring) {
            retired_ = cpu_->rootp->VexRiscv->lastStagePc;
            ++retirements_;
        }
        // The stretch in the kernel while a line was up: how long an interrupt had to wait.
        const bool user = cpu_->rootp->VexRiscv->CsrPlugin_privilege == 0;
        seen_user_ = seen_user_ || user;
        if (user || cpu_->externalInterruptArray == 0 || !seen_user_) {
            waiting_since_ = cycle_;
        } else if (cycle_ - waiting_since_ > longest_wait_) {
            longest_wait_ = cycle_ - waiting_since_;
            longest_wait_end_ = cycle_;
        }
    }

  private:
    std::uint32_t interrupts() {
        const bool timer = alarm_on_ && static_cast<std::int32_t>(static_cast<std::uint32_t>(cycle_) - alarm_) >= 0;
        return (timer ? 1U << hw::irq_timer : 0) | (!input_.empty() ? 1U << hw::irq_uart : 0) |
               (box_.interrupt() ? 1U << hw::irq_dma : 0);
    }

    void count(unsigned which) {
        ++transactions[which];
        if (count_sources) {
            ++sources[which][retired_ & ~31U];
        }
    }

    // A store to RAM waits for nothing but room.
    bool post(std::uint32_t word) {
        forget_stores();
        if (stores_.size() == k_stores) {
            return false;
        }
        const bool follows = (word & 7) != 0 && word == stored_ + 1 && stores_.size() > 1;
        const std::uint64_t before = stores_.empty() ? cycle_ : stores_.back().done;
        stores_.push_back({word / 8, before + (follows ? 1 : k_write)});
        stored_ = word;
        return true;
    }
    void forget_stores() {
        while (!stores_.empty() && stores_.front().done <= cycle_) {
            stores_.pop_front();
        }
    }
    // Cycles until the stores let this access begin: a line passes all but those for it and the one under way.
    unsigned stores_before(std::uint32_t word, bool line, bool write) {
        forget_stores();
        std::uint64_t until = cycle_;
        const bool in_ram = is_ram(word << 2);
        for (const Store& store : stores_) {
            const bool matters = line ? store.line == word / 8 || &store == &stores_.front() : in_ram || write;
            until = matters ? std::max(until, store.done) : until;
        }
        if (in_ram) {
            for (Store& store : stores_) {
                store.done += store.done > until ? k_read_first + 7 : 0;
            }
        }
        return static_cast<unsigned>(until - cycle_);
    }

    // One bus for fetches and data, as in the node.  A burst keeps it; between bursts data goes first.
    void bus() {
        const bool wanted = cpu_->dBusWishbone_CYC && cpu_->dBusWishbone_STB;
        const std::uint32_t at = cpu_->dBusWishbone_ADR << 2;
        const bool store = wanted && cpu_->dBusWishbone_WE && is_ram(at);
        if (store && post(cpu_->dBusWishbone_ADR)) {
            count(3);
            write(at, cpu_->dBusWishbone_DAT_MOSI, cpu_->dBusWishbone_SEL);
            cpu_->dBusWishbone_ACK = 1;
        }
        if (owner_ == 0) {
            if (wanted && !store) {
                owner_ = 2;
            } else if (cpu_->iBusWishbone_CYC && cpu_->iBusWishbone_STB) {
                owner_ = 1;
            } else {
                return;
            }
            const std::uint32_t address = owner_ == 1 ? cpu_->iBusWishbone_ADR : cpu_->dBusWishbone_ADR;
            const bool burst = (owner_ == 1 ? cpu_->iBusWishbone_CTI : cpu_->dBusWishbone_CTI) != 0;
            const unsigned which = owner_ == 1 ? 0 : cpu_->dBusWishbone_WE ? 3 : burst ? 1 : 2;
            count(which);
            wait_ = (is_ram(address << 2) ? k_read_first : k_device) +
                    stores_before(address, burst, which == 3 && is_bell(address << 2));
            beats_ = burst ? 8 : 1;
        }
        if (--wait_ != 0) {
            return;
        }
        wait_ = 1;
        std::uint32_t data = 0;
        bool good = true;
        if (owner_ == 1) {
            pc_ = cpu_->iBusWishbone_ADR << 2;
            good = read(pc_, data);
            cpu_->iBusWishbone_DAT_MISO = data;
            cpu_->iBusWishbone_ACK = 1;
            cpu_->iBusWishbone_ERR = !good;
        } else {
            const std::uint32_t address = cpu_->dBusWishbone_ADR << 2;
            if (address == hw::dma::base + hw::dma::rx1_head || address == hw::sys::base + hw::sys::alarm) {
                waiting_since_ = cycle_;
            }
            if (cpu_->dBusWishbone_WE) {
                good = write(address, cpu_->dBusWishbone_DAT_MOSI, cpu_->dBusWishbone_SEL);
            } else {
                good = read(address, data);
            }
            cpu_->dBusWishbone_DAT_MISO = data;
            cpu_->dBusWishbone_ACK = 1;
            cpu_->dBusWishbone_ERR = !good;
        }
        if (--beats_ == 0) {
            owner_ = 0;
        }
    }

    // A write there finds all stores done.
    static bool is_bell(std::uint32_t address) {
        return address >= hw::dma::base || address == hw::sys::base + hw::sys::power;
    }
    bool is_alias(std::uint32_t address) const {
        return address - hw::ram_uncached_base < std::min<std::size_t>(ram_.size(), hw::ram_uncached_size);
    }
    bool is_ram(std::uint32_t address) const { return address - hw::ram_base < ram_.size() || is_alias(address); }
    std::uint8_t* memory(std::uint32_t address) {
        if (address - hw::ram_base < ram_.size()) {
            return &ram_[address - hw::ram_base];
        }
        if (is_alias(address)) {
            return &ram_[address - hw::ram_uncached_base];
        }
        return nullptr;
    }

    bool read(std::uint32_t address, std::uint32_t& data) {
        if (address < hw::rom_size) {
            data = 0;
            for (unsigned i = 0; i < 4 && address + i < rom_.size(); ++i) {
                data |= std::uint32_t{rom_[address + i]} << (8 * i);
            }
            return true;
        }
        if (const std::uint8_t* at = memory(address)) {
            __builtin_memcpy(&data, at, 4);
            return true;
        }
        const std::uint32_t offset = address & 0xFFF;
        switch (address & ~0xFFFU) {
        case hw::sys::base:
            switch (offset) {
            case hw::sys::id:
                data = 0x414D4258;
                return true;
            case hw::sys::ram_size:
                data = static_cast<std::uint32_t>(ram_.size());
                return true;
            case hw::sys::board:
                data = number_;
                return true;
            case hw::sys::cycle_low:
                latched_ = static_cast<std::uint32_t>(cycle_ >> 32);
                data = static_cast<std::uint32_t>(cycle_);
                return true;
            case hw::sys::cycle_high:
                data = latched_;
                return true;
            case hw::sys::alarm:
                data = alarm_;
                return true;
            default:
                data = 0;
                return true;
            }
        case hw::uart::base:
            if (offset == hw::uart::data) {
                if (input_.empty()) {
                    data = 0x80000000;
                } else {
                    data = static_cast<std::uint8_t>(input_.front());
                    input_.pop_front();
                }
            } else {
                data = input_.empty() ? 0 : 2;
            }
            return true;
        case hw::entropy::base:
            random_ = random_ * 6364136223846793005ULL + 1442695040888963407ULL;
            data = offset == 0 ? static_cast<std::uint32_t>(random_ >> 32) : 1;
            return true;
        case hw::dma::base:
        case hw::fbox::base:
            data = box_.read(address);
            return true;
        default:
            return false;
        }
    }

    bool write(std::uint32_t address, std::uint32_t data, unsigned strobe) {
        if (std::uint8_t* at = memory(address)) {
            for (unsigned i = 0; i < 4; ++i) {
                if ((strobe >> i & 1) != 0) {
                    at[i] = static_cast<std::uint8_t>(data >> (8 * i));
                }
            }
            return true;
        }
        const std::uint32_t offset = address & 0xFFF;
        switch (address & ~0xFFFU) {
        case hw::sys::base:
            if (offset == hw::sys::alarm) {
                alarm_ = data;
            } else if (offset == hw::sys::alarm_on) {
                alarm_on_ = (data & 1) != 0;
            } else if (offset == hw::sys::power && (data & 0xFF) == hw::power_off) {
                off_ = true;
                status_ = data >> 8 & 0xFF;
            } else if (offset == hw::sys::trace && on_trace) {
                on_trace(data);
            }
            return true;
        case hw::uart::base:
            if (offset == hw::uart::data && on_byte) {
                on_byte(static_cast<char>(data));
            }
            return true;
        case hw::entropy::base:
            return true;
        case hw::dma::base:
        case hw::fbox::base:
            box_.write(address, data);
            return true;
        default:
            return false;
        }
    }

    unsigned number_;
    std::vector<std::uint8_t> ram_, rom_;
    ModelBox box_;
    std::uint64_t random_;
    std::unique_ptr<VVexRiscv> cpu_;
    std::uint64_t retirements_ = 0, cycle_ = 0, waiting_since_ = 0, longest_wait_ = 0, longest_wait_end_ = 0;
    std::uint32_t retired_ = 0;
    bool seen_user_ = false;
    std::uint32_t alarm_ = 0, latched_ = 0, pc_ = 0;
    bool alarm_on_ = false, off_ = false;
    unsigned status_ = 0, owner_ = 0, wait_ = 0, beats_ = 0;
    struct Store {
        std::uint32_t line;
        std::uint64_t done; // the cycle in which it is in memory
    };
    std::deque<Store> stores_; // posted
    std::uint32_t stored_ = 0; // word address of the newest
    std::deque<char> input_;
};

} // namespace amoebox::verif
