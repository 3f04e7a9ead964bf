// What lies between two clocks: control port, streams, serial line.  And who gets which byte of entropy.
#include <Vsoc_box_cross.h>
#include <Vsoc_entropy.h>
#include <Vsoc_fbox_port.h>
#include <Vsoc_uart_serial.h>
#include <verilated.h>

#include <catch2/catch.hpp>
#include <deque>
#include <random>

namespace {
std::mt19937_64 random_bits(9);
std::uint32_t below(std::uint32_t limit) {
    return static_cast<std::uint32_t>(random_bits() % limit);
}

// Two clocks of any periods; calls one of two functions for each rising edge, in order of time.
template <typename A, typename B>
void run_clocks(std::uint64_t steps, std::uint32_t period_a, std::uint32_t period_b, A a, B b) {
    std::uint64_t next_a = 0, next_b = below(period_b);
    for (std::uint64_t i = 0; i < steps; ++i) {
        if (next_a <= next_b) {
            a();
            next_a += period_a;
        } else {
            b();
            next_b += period_b;
        }
    }
}
} // namespace

TEST_CASE("control port: each access once, in both clocks; a stopped box clock gives err, and later an answer") {
    for (const auto& [sys, box] : {std::pair{20, 20}, {20, 8}, {8, 21}, {20, 19}}) {
        VerilatedContext context;
        Vsoc_fbox_port port(&context);
        port.sel_i = 0;
        port.rst_i = 1;
        port.clk_i = 0;
        port.clk_box_i = 0;
        port.ctl_ready_i = 0;
        port.eval();
        std::uint64_t accesses = 0, errors = 0, answered = 0;
        bool waiting = false, stopped = false, unknown = false;
        std::uint32_t write = 0, data = 0, age = 0;
        unsigned delay = 0;
        std::uint64_t stop_for = 0;
        const auto system = [&] {
            port.clk_i = 0;
            port.eval();
            REQUIRE_FALSE((port.ack_o && port.err_o));
            if (waiting) {
                ++age;
                REQUIRE(age < 64);
                if (port.ack_o || port.err_o) {
                    waiting = false;
                    ++accesses;
                    errors += port.err_o;
                    answered += port.ack_o;
                    if (port.ack_o) {
                        REQUIRE_FALSE(unknown);
                        stopped = false;
                        if (!write) {
                            REQUIRE(port.rdata_o == data);
                        }
                    } else {
                        REQUIRE((unknown || stop_for != 0 || stopped));
                    }
                }
            } else {
                REQUIRE_FALSE((port.ack_o || port.err_o));
            }
            port.rst_i = 0;
            port.sel_i = 0;
            if (!waiting && below(3) == 0) {
                waiting = true;
                age = 0;
                write = below(2);
                unknown = below(10) == 0;
                const std::uint32_t address = unknown ? (below(2) ? 0x1c : 0x3c + 4 * below(40)) : 4 * below(7);
                data = address * 7;
                port.sel_i = 1;
                port.write_i = static_cast<std::uint8_t>(write);
                port.addr_i = static_cast<std::uint8_t>(address);
                port.wdata_i = static_cast<std::uint32_t>(random_bits());
            }
            port.eval();
            port.clk_i = 1;
            port.eval();
        };
        const auto control = [&] {
            if (stop_for != 0) {
                --stop_for;
                stopped = true; // until the next answer: the access that hung stands in the way of others
                return;
            }
            if (below(3000) == 0) {
                stop_for = below(400);
            }
            port.clk_box_i = 0;
            port.ctl_ready_i = 0;
            port.eval();
            if (port.ctl_valid_o) {
                REQUIRE(port.ctl_addr_o != 0x1c);
                REQUIRE(port.ctl_addr_o < 0x3c);
                if (delay == 0) {
                    delay = 1 + below(8);
                } else if (--delay == 0) {
                    port.ctl_ready_i = 1;
                    port.ctl_rdata_i = port.ctl_addr_o * 7;
                }
            }
            port.eval();
            port.clk_box_i = 1;
            port.eval();
        };
        run_clocks(400000, static_cast<std::uint32_t>(sys), static_cast<std::uint32_t>(box), system, control);
        REQUIRE(answered > 5000);
        REQUIRE(errors > 100);
    }
}

TEST_CASE("streams cross any pair of clocks, nothing lost, nothing twice; a reset empties them") {
    for (const auto& [sys, box] : {std::pair{20, 20}, {20, 8}, {8, 20}, {20, 21}, {100, 7}}) {
        VerilatedContext context;
        Vsoc_box_cross cross(&context);
        cross.rst_i = 1;
        cross.htx_valid_i = cross.hrx_ready_i = cross.hrx_done_i = cross.ent_valid_i = 0;
        cross.box_htx_ready_i = cross.box_fate_valid_i = cross.box_hrx_valid_i = cross.box_ent_ready_i = 0;
        cross.clk_i = cross.clk_box_i = 0;
        cross.eval();
        std::deque<std::uint32_t> htx, hrx, fates, entropy;
        std::int64_t done_in = 0, done_out = 0;
        std::uint64_t moved = 0;
        unsigned resetting = 200;
        bool box_resetting = true;
        const auto system = [&] {
            cross.clk_i = 0;
            cross.rst_i = resetting != 0;
            cross.hrx_ready_i = below(3) != 0;
            cross.hrx_done_i = resetting == 0 && done_in - done_out < 4 && below(8) == 0;
            if (!cross.htx_valid_i) {
                cross.htx_valid_i = resetting == 0 && below(4) != 0;
                cross.htx_i = below(1 << 26);
            }
            if (!cross.ent_valid_i) {
                cross.ent_valid_i = resetting == 0;
                cross.ent_i = static_cast<std::uint8_t>(below(256));
            }
            cross.eval();
            if (resetting == 0) {
                if (cross.htx_valid_i && cross.htx_ready_o) {
                    htx.push_back(cross.htx_i);
                }
                if (cross.ent_valid_i && cross.ent_ready_o) {
                    entropy.push_back(cross.ent_i);
                }
                if (cross.hrx_valid_o && cross.hrx_ready_i) {
                    REQUIRE_FALSE(hrx.empty());
                    REQUIRE(cross.hrx_o == hrx.front());
                    hrx.pop_front();
                    ++moved;
                }
                if (cross.fate_valid_o) {
                    REQUIRE_FALSE(fates.empty());
                    REQUIRE(cross.fate_o == fates.front());
                    fates.pop_front();
                }
                done_in += cross.hrx_done_i;
            }
            const bool htx_taken = cross.htx_valid_i && cross.htx_ready_o,
                       ent_taken = cross.ent_valid_i && cross.ent_ready_o;
            cross.clk_i = 1;
            cross.eval();
            if (htx_taken) {
                cross.htx_valid_i = 0;
            }
            if (ent_taken) {
                cross.ent_valid_i = 0;
            }
            if (resetting != 0) {
                --resetting;
            } else if (below(20000) == 0) {
                resetting = 127;
                htx.clear();
                hrx.clear();
                fates.clear();
                entropy.clear();
                done_in = done_out = 0;
                cross.htx_valid_i = cross.ent_valid_i = 0;
                box_resetting = true;
            }
        };
        const auto network = [&] {
            cross.clk_box_i = 0;
            cross.eval();
            if (cross.box_rst_o) {
                box_resetting = false;
            }
            const bool quiet =
                box_resetting || cross.box_rst_o; // what passes before the reset arrives does not count
            cross.box_htx_ready_i = below(3) != 0;
            cross.box_ent_ready_i = below(3) != 0;
            cross.box_fate_valid_i = !quiet && fates.size() < 4 && below(8) == 0;
            cross.box_fate_i = static_cast<std::uint16_t>(below(65536));
            if (!cross.box_hrx_valid_i || quiet) {
                cross.box_hrx_valid_i = !quiet && below(4) != 0;
                cross.box_hrx_i = below(1 << 25);
            }
            cross.eval();
            bool taken = false;
            if (!quiet) {
                if (cross.box_htx_valid_o && cross.box_htx_ready_i) {
                    REQUIRE_FALSE(htx.empty());
                    REQUIRE(cross.box_htx_o == htx.front());
                    htx.pop_front();
                    ++moved;
                }
                if (cross.box_ent_valid_o && cross.box_ent_ready_i) {
                    REQUIRE_FALSE(entropy.empty());
                    REQUIRE(cross.box_ent_o == entropy.front());
                    entropy.pop_front();
                }
                if (cross.box_fate_valid_i) {
                    fates.push_back(cross.box_fate_i);
                }
                if (cross.box_hrx_valid_i && cross.box_hrx_ready_o) {
                    hrx.push_back(cross.box_hrx_i);
                    taken = true;
                }
                done_out += cross.box_hrx_done_o;
                REQUIRE(done_out <= done_in);
            }
            cross.clk_box_i = 1;
            cross.eval();
            if (taken) {
                cross.box_hrx_valid_i = 0;
            }
        };
        run_clocks(300000, static_cast<std::uint32_t>(sys), static_cast<std::uint32_t>(box), system, network);
        REQUIRE(moved > 15000);
    }
}

TEST_CASE(
    "entropy: the box asks and gets every byte; the processor cannot slow it, and gets no byte that the box got") {
    VerilatedContext context;
    Vsoc_entropy entropy(&context);
    entropy.rst_i = 1;
    entropy.sel_i = 0;
    entropy.source_valid_i = 0;
    entropy.box_ready_i = 0;
    std::uint64_t drawn = 0;                          // the source counts, so that every byte is known
    std::vector<std::uint8_t> to_box, to_cpu, others; // others: what the source gave and the box did not take
    unsigned box_wants = 0, read = 0;
    std::uint64_t box_waited = 0;
    for (int i = 0; i < 200000; ++i) {
        entropy.clk_i = 0;
        entropy.eval();
        if (entropy.ack_o && read == 1 && entropy.rdata_o != 0) {
            for (int k = 3; k >= 0; --k) {
                to_cpu.push_back(static_cast<std::uint8_t>(entropy.rdata_o >> (8 * k)));
            }
        }
        if (box_wants == 0 && below(200) == 0) {
            box_wants = 8;
        }
        entropy.box_ready_i = box_wants != 0;
        entropy.source_valid_i = below(3) == 0;
        entropy.source_data_i =
            static_cast<std::uint8_t>(1 + drawn % 251); // never null, so a word is null only when there is none
        const bool select = i > 5 && below(2) == 0 && !entropy.sel_i;
        entropy.sel_i = select;
        entropy.write_i = below(8) == 0;
        entropy.addr_i = static_cast<std::uint8_t>(below(8) == 0 ? 4 : 0);
        read = select ? (entropy.addr_i == 0 && !entropy.write_i ? 1 : 2) : read;
        entropy.eval();
        if (entropy.source_valid_i && entropy.box_ready_i) {
            REQUIRE(entropy.box_valid_o);
            to_box.push_back(entropy.box_data_o);
            --box_wants;
        } else if (entropy.source_valid_i && box_wants != 0) {
            ++box_waited;
        }
        if (entropy.source_valid_i && entropy.source_ready_o) {
            if (!entropy.box_ready_i && !entropy.rst_i) {
                others.push_back(entropy.source_data_i);
            }
            ++drawn;
        }
        entropy.clk_i = 1;
        entropy.eval();
        entropy.rst_i = i < 3;
    }
    REQUIRE(box_waited == 0);
    REQUIRE(to_box.size() > 1000);
    REQUIRE(to_cpu.size() > 1000);
    REQUIRE(to_cpu.size() <= others.size());
    REQUIRE(others.size() - to_cpu.size() <= 8); // a word that nobody has read yet
    REQUIRE(std::equal(to_cpu.begin(), to_cpu.end(), others.begin()));
}

TEST_CASE("serial line: every byte comes back over a loop") {
    VerilatedContext context;
    Vsoc_uart_serial serial(&context);
    serial.rst_i = 1;
    serial.rx_pin_i = 1;
    serial.tx_valid_i = 0;
    serial.rx_ready_i = 1;
    std::deque<std::uint8_t> sent;
    std::size_t received = 0;
    for (int i = 0; i < 3000000 && received < 600; ++i) {
        serial.clk_i = 0;
        serial.rst_i = i < 4;
        serial.eval();
        if (!serial.tx_valid_i && i > 1000) {
            serial.tx_valid_i = below(500) == 0;
            serial.tx_data_i = static_cast<std::uint8_t>(below(256));
        }
        serial.rx_pin_i = serial.tx_pin_o;
        serial.eval();
        const bool taken = serial.tx_valid_i && serial.tx_ready_o;
        if (taken) {
            sent.push_back(serial.tx_data_i);
        }
        if (serial.rx_valid_o && i > 10) {
            REQUIRE_FALSE(sent.empty());
            REQUIRE(serial.rx_data_o == sent.front());
            sent.pop_front();
            ++received;
        }
        serial.clk_i = 1;
        serial.eval();
        if (taken) {
            serial.tx_valid_i = 0;
        }
    }
    REQUIRE(received == 600);
}
