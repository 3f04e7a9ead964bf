// The bus: who answers where, errors, time-outs.  The RAM: its published timing.
#include <Vsoc_bus.h>
#include <Vsoc_ram.h>
#include <verilated.h>

#include <catch2/catch.hpp>
#include <deque>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <regex>
#include <sstream>

#include "gen/registers.hpp"

using namespace amoebox;

namespace {

std::mt19937_64 random_bits(7);
std::uint32_t below(std::uint32_t limit) {
    return static_cast<std::uint32_t>(random_bits() % limit);
}

constexpr std::uint32_t k_ram_bytes = 0x100000;

enum class Target : std::uint8_t { none, ram, rom, device };

// What docs/node.md says, written once more.
Target target(std::uint32_t address, bool write, unsigned strobe, bool burst) {
    if (address - hw::ram_base < k_ram_bytes || address - hw::ram_uncached_base < k_ram_bytes) {
        return Target::ram;
    }
    if (address - hw::rom_base < hw::rom_size) {
        return write ? Target::none : Target::rom;
    }
    for (const std::uint32_t base :
         {hw::sys::base, hw::uart::base, hw::entropy::base, hw::dma::base, hw::fbox::base}) {
        if (address - base < 0x100) {
            return burst || (write && strobe != 15) ? Target::none : Target::device;
        }
    }
    return Target::none;
}

// Devices that look at memory when they are written to, and the end of the power.
bool is_bell(std::uint32_t address) {
    return address >= hw::dma::base || address == hw::sys::base + hw::sys::power;
}

std::uint32_t some_address() {
    static const std::uint32_t bases[] = {0,
                                          0x3ffc,
                                          0x4000,
                                          0x10000000,
                                          hw::ram_base,
                                          hw::ram_base + 0x3fe0,
                                          hw::ram_base + 0x8000,
                                          hw::ram_base + 0x8000,
                                          hw::ram_uncached_base + 0x8000,
                                          hw::ram_base + k_ram_bytes - 32,
                                          hw::ram_base + k_ram_bytes,
                                          0x43fffff0,
                                          0x44000000,
                                          hw::ram_uncached_base,
                                          hw::ram_uncached_base + k_ram_bytes,
                                          0x80000000,
                                          0xe0000000,
                                          hw::sys::base,
                                          hw::uart::base,
                                          hw::entropy::base,
                                          hw::dma::base,
                                          hw::fbox::base,
                                          0xf0205000,
                                          0xf0207000,
                                          0xf0208000,
                                          0xf02000fc,
                                          0xf0200100,
                                          0xf0210000,
                                          0xf8000000,
                                          0xffffffe0};
    return bases[below(std::size(bases))] + 4 * below(below(4) != 0 ? 16 : 1000);
}

struct Access {
    std::uint32_t address = 0;
    bool write = false, burst = false;
    unsigned strobe = 15;
    std::uint32_t data = 0;
    unsigned word = 0;        // of the burst
    std::uint64_t number = 0; // of the newest store when it was asked for; a store: its own
    std::uint32_t age = 0;    // cycles since the request or the last word
};

class BusWorld {
  public:
    BusWorld() {
        bus_.ram_pages_i = k_ram_bytes / 4096;
        bus_.i_req_i = bus_.d_req_i = 0;
        bus_.mem_next_i = bus_.mem_last_i = bus_.dev_ack_i = bus_.dev_err_i = 0;
        bus_.rst_i = 1;
        tick();
        tick();
        bus_.rst_i = 0;
    }

    void cycle() {
        bus_.clk_i = 0;
        bus_.eval();
        if (!i_ && below(3) == 0) {
            i_ = Access{.address = some_address() & ~31U, .burst = true};
        }
        if (!d_ && below(3) == 0) {
            d_ = Access{.address = some_address(),
                        .write = below(2) != 0,
                        .strobe = 15,
                        .data = static_cast<std::uint32_t>(random_bits())};
            d_->burst = !d_->write && below(3) == 0;
            if (d_->burst) {
                d_->address &= ~31U;
            }
            d_->strobe = d_->write && below(3) == 0 ? 1 + below(15) : 15;
            if (d_->write && below(2) == 0) { // a neighbour of the one before
                d_->address = last_store_ + 4;
            }
            last_store_ = d_->write ? d_->address : last_store_;
        }
        for (std::optional<Access>* access : {&i_, &d_}) {
            if (*access && (*access)->age == 0 && (*access)->word == 0) {
                (*access)->number = number_;
            }
        }
        bus_.i_req_i = i_.has_value();
        bus_.d_req_i = d_.has_value();
        if (i_) {
            bus_.i_addr_i = i_->address / 4 + i_->word;
        }
        if (d_) {
            bus_.d_addr_i = d_->address / 4 + d_->word;
            bus_.d_write_i = d_->write;
            bus_.d_burst_i = d_->burst;
            bus_.d_strobe_i = static_cast<std::uint8_t>(d_->strobe);
            bus_.d_wdata_i = d_->data;
        }
        memory();
        rom_and_device();
        bus_.eval();
        if (bus_.mem_next_i && bus_.mem_write_o) {
            store(bus_.mem_addr_o + mem_beat_ - 1, bus_.mem_strobe_o, bus_.mem_wdata_o);
            // Posted: what was answered long ago, in the order in which it was asked for.
            REQUIRE_FALSE(posted_.empty());
            REQUIRE(posted_.front().address % (k_ram_bytes) / 4 == bus_.mem_addr_o + mem_beat_ - 1);
            REQUIRE(posted_.front().data == bus_.mem_wdata_o);
            REQUIRE(posted_.front().strobe == bus_.mem_strobe_o);
            posted_.pop_front();
            ++stores;
            bursts += bus_.mem_count_o > 1 && mem_beat_ == 1 ? 1 : 0;
        }
        answer(i_, bus_.i_ack_o, bus_.i_err_o);
        answer(d_, bus_.d_ack_o, bus_.d_err_o);
        rom_out_ = rom_read_;
        rom_read_.reset();
        if (bus_.rom_en_o) {
            rom_read_ = bus_.rom_addr_o;
        }
        if (bus_.dev_sel_o != 0) {
            REQUIRE((bus_.dev_sel_o & (bus_.dev_sel_o - 1)) == 0);
            REQUIRE_FALSE(device_wait_.has_value());
            ++selected_;
            const unsigned which = static_cast<unsigned>(__builtin_ctz(bus_.dev_sel_o));
            REQUIRE(d_);
            REQUIRE(d_->address == hw::sys::base + 0x1000 * which + bus_.dev_addr_o);
            REQUIRE(target(d_->address, d_->write, d_->strobe, d_->burst) == Target::device);
            REQUIRE(bool(bus_.dev_write_o) == d_->write);
            REQUIRE((!d_->write || bus_.dev_wdata_o == d_->data));
            device_fate_ = below(8) == 0 ? 2 : below(8) == 0 ? 1 : 0; // answers, err, never
            device_wait_ = below(4) == 0 ? below(58) : below(3);
        }
        tick();
    }

    std::uint64_t stores = 0, bursts = 0, overtaken = 0, overlapped = 0, done = 0, errors = 0, timeouts = 0,
                  selected_ = 0;
    std::uint32_t longest = 0;

  private:
    void tick() {
        bus_.clk_i = 0;
        bus_.eval();
        bus_.clk_i = 1;
        bus_.eval();
    }
    std::uint32_t& cell(std::uint32_t word) {
        auto [place, fresh] = ram_.try_emplace(word, 0);
        if (fresh) {
            place->second = word * 0x9e3779b1U;
        }
        return place->second;
    }
    void store(std::uint32_t at, unsigned strobe, std::uint32_t data) {
        std::uint32_t& word = cell(at);
        for (unsigned lane = 0; lane < 4; ++lane) {
            if ((strobe >> lane & 1) != 0) {
                word = (word & ~(0xffU << 8 * lane)) | (data & (0xffU << 8 * lane));
            }
        }
    }
    void memory() {
        bus_.mem_next_i = bus_.mem_last_i = 0;
        if (!bus_.mem_req_o) {
            mem_wait_.reset();
            return;
        }
        REQUIRE(bus_.mem_addr_o < k_ram_bytes / 4);
        if (!mem_wait_) {
            mem_wait_ = below(12);
            mem_beat_ = 0;
            return;
        }
        if (*mem_wait_ != 0) {
            --*mem_wait_;
            return;
        }
        cell(bus_.mem_addr_o + mem_beat_);
        bus_.mem_rdata_i = bus_.mem_write_o ? 0 : cell(bus_.mem_addr_o + mem_beat_);
        bus_.mem_next_i = 1;
        ++mem_beat_;
        bus_.mem_last_i = mem_beat_ == bus_.mem_count_o;
        mem_wait_ = below(3);
        if (bus_.mem_last_i) {
            mem_wait_.reset();
        }
    }
    void rom_and_device() {
        bus_.rom_rdata_i = rom_out_ ? *rom_out_ * 0x85ebca6bU : static_cast<std::uint32_t>(random_bits());
        bus_.dev_ack_i = bus_.dev_err_i = 0;
        bus_.dev_rdata_i = 0;
        if (device_wait_) {
            if (device_fate_ == 2) {
                return; // until the bus gives up
            }
            if (*device_wait_ == 0) {
                bus_.dev_ack_i = device_fate_ == 0;
                bus_.dev_err_i = device_fate_ == 1;
                bus_.dev_rdata_i = d_ ? d_->address * 0xc2b2ae35U : 0;
                device_answered_ = true;
            } else {
                --*device_wait_;
            }
        }
    }
    void answer(std::optional<Access>& access, bool ack, bool err) {
        REQUIRE_FALSE((ack && err));
        if (!access) {
            REQUIRE_FALSE((ack || err));
            return;
        }
        ++access->age;
        longest = std::max(longest, access->age);
        REQUIRE(access->age < 200);
        if (!ack && !err) {
            return;
        }
        access->age = 0;
        const std::uint32_t address = access->address + 4 * access->word;
        const Target at = target(address, access->write, access->strobe, access->burst);
        const bool timed_out = at == Target::device && device_fate_ == 2;
        REQUIRE(err == (at == Target::none || (at == Target::device && device_fate_ != 0)));
        errors += err;
        timeouts += timed_out;
        if (at == Target::device) {
            device_wait_.reset();
        }
        if (ack && !access->write) {
            const std::uint32_t expected = at == Target::ram   ? cell((address & 0x03ffffff) / 4)
                                           : at == Target::rom ? (address / 4) * 0x85ebca6bU
                                                               : address * 0xc2b2ae35U;
            REQUIRE(bus_.rdata_o == expected);
        }
        if (ack) {
            if (at == Target::ram && access->write) {
                access->number = ++number_;
                overlapped += i_.has_value() && i_->word != 0;
                posted_.push_back(*access);
            } else if (at == Target::ram && access->burst) { // a line overtakes what is for other lines
                for (const Access& store : posted_) {
                    const bool same = store.address % 0x04000000 / 32 == address % 0x04000000 / 32;
                    REQUIRE_FALSE((same && store.number <= access->number));
                }
                overtaken += !posted_.empty();
            } else if (at == Target::ram || (at == Target::device && access->write && is_bell(address))) {
                REQUIRE(posted_.empty()); // a single read and a doorbell find all done
            }
        }
        ++done;
        if (!access->burst || ++access->word == 8) {
            access.reset();
        }
    }

    VerilatedContext context_;
    Vsoc_bus bus_{&context_};
    std::optional<Access> i_, d_;
    std::uint64_t number_ = 0; // of the newest store
    std::map<std::uint32_t, std::uint32_t> ram_;
    std::deque<Access> posted_; // stores that were answered and are not yet done
    std::uint32_t last_store_ = hw::ram_base + 0x8000;
    std::optional<std::uint32_t> mem_wait_;
    std::uint32_t mem_beat_ = 0;
    std::optional<std::uint32_t> rom_read_, rom_out_; // asked for one, two cycles ago
    std::optional<std::uint32_t> device_wait_;
    unsigned device_fate_ = 0;
    bool device_answered_ = false;
};

std::string text_of(const char* path) {
    const std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// The figure that a page gives for a name, as in `READ_FIRST` = 10.
unsigned figure(const std::string& text, const std::string& name) {
    std::smatch found;
    REQUIRE(std::regex_search(text, found, std::regex(name + "[`]?\\s*=\\s*(\\d+)")));
    return static_cast<unsigned>(std::stoul(found[1]));
}

} // namespace

TEST_CASE("bus: every access is answered, by whom it is for or by err") {
    BusWorld world;
    for (int i = 0; i < 1000000; ++i) {
        world.cycle();
    }
    REQUIRE(world.done > 100000);
    REQUIRE(world.stores > 4000);
    REQUIRE(world.bursts > 100);
    REQUIRE(world.overtaken > 1000);
    REQUIRE(world.overlapped > 1000);
    REQUIRE(world.timeouts > 500);
    WARN(world.done << " words answered, " << world.errors << " by err, " << world.timeouts
                    << " time-outs, longest wait " << world.longest << " cycles");
}

TEST_CASE("ram: the timing is what docs/node.md, the README and the simulated board say") {
    const unsigned read_first = figure(text_of("docs/node.md"), "READ_FIRST");
    const unsigned write_first = figure(text_of("docs/node.md"), "WRITE_FIRST");
    for (const char* path : {"rtl/soc/README.md", "rtl/soc/soc_ram.v", "rtl/soc/soc_sim_top.v"}) {
        REQUIRE(figure(text_of(path), "READ_FIRST") == read_first);
        REQUIRE(figure(text_of(path), "WRITE_FIRST") == write_first);
    }

    VerilatedContext context;
    Vsoc_ram ram(&context);
    std::vector<std::uint32_t> words(1 << 12);
    for (auto& word : words) {
        word = static_cast<std::uint32_t>(random_bits());
    }
    std::int64_t reading = -1;
    bool next = false, last = false;
    const auto cycle = [&] {
        ram.clk_i = 0;
        ram.ram_rdata_i = reading < 0 ? 0xdeadbeef : words[static_cast<std::size_t>(reading)];
        reading = -1;
        ram.eval();
        next = ram.mem_next_o;
        last = ram.mem_last_o;
        if (ram.ram_en_o) {
            if (ram.ram_we_o == 0) {
                reading = ram.ram_addr_o;
            } else {
                for (unsigned lane = 0; lane < 4; ++lane) {
                    if ((ram.ram_we_o >> lane & 1) != 0) {
                        auto& word = words[ram.ram_addr_o];
                        word = (word & ~(0xffU << 8 * lane)) | (ram.ram_wdata_o & (0xffU << 8 * lane));
                    }
                }
            }
        }
        ram.clk_i = 1;
    };
    ram.mem_req_i = 0;
    ram.rst_i = 1;
    cycle();
    ram.eval();
    cycle();
    ram.eval();
    ram.rst_i = 0;
    for (int round = 0; round < 20000; ++round) {
        const bool write = below(2) != 0;
        const std::uint32_t line = 8 * below(500), place = below(8), count = 1 + below(8 - place);
        std::vector<std::uint32_t> expected(words.begin() + line, words.begin() + line + 8);
        ram.mem_write_i = write;
        ram.mem_addr_i = line + place;
        ram.mem_count_i = static_cast<std::uint8_t>(count);
        ram.mem_req_i = 1;
        unsigned beat = 0;
        for (unsigned now = 0; beat < count; ++now) {
            const std::uint32_t data = static_cast<std::uint32_t>(random_bits());
            ram.mem_wdata_i = data;
            ram.mem_strobe_i = static_cast<std::uint8_t>(1 + below(15));
            const unsigned strobe = ram.mem_strobe_i;
            cycle();
            REQUIRE(next == (now == (write ? write_first : read_first) + beat));
            REQUIRE(last == (next && beat + 1 == count));
            if (next) {
                auto& word = expected[place + beat];
                if (write) {
                    for (unsigned lane = 0; lane < 4; ++lane) {
                        if ((strobe >> lane & 1) != 0) {
                            word = (word & ~(0xffU << 8 * lane)) | (data & (0xffU << 8 * lane));
                        }
                    }
                } else {
                    REQUIRE(ram.mem_rdata_o == word);
                }
                ++beat;
            }
            ram.eval();
        }
        REQUIRE(std::equal(expected.begin(), expected.end(), words.begin() + line));
        for (unsigned gap = below(3); gap != 0; --gap) {
            ram.mem_req_i = 0;
            cycle();
            REQUIRE_FALSE(next);
            ram.eval();
        }
    }
}
