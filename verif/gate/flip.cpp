// One flip-flop of the netlist is hit once, in a running stream of frames with secrets; promise.hpp says what must hold then.
//
//     gate_flip --flops FILE [--part K/N] [--times T] [--only REGEX] [--blind]
//         every flip-flop that can be hit and whose name REGEX matches, T times, each time in another stream; --blind: in a
//         box whose outlet does not look for marks, because its count of bytes is hit in every frame
//     gate_flip --wire                                    the same stream through fbox_wire: all that the checker knows must show
//
// Prints one line for each hit: flip-flop, seed, cycle, outcome, breaches.  Outcomes: none (all that left is as without the hit),
// closed (the box has closed and drawn a new epoch), changed (frames lost, late or damaged), breach.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <regex>

#include "Vfbox.h"
#include "Vfbox_wire.h"
#include "verif/fbox/frames.hpp"
#include "verif/fbox/harness.hpp"
#include "verif/gate/promise.hpp"

using namespace amoebox;
using namespace amoebox::bench;

namespace {

constexpr std::uint64_t k_patience = 3000; // cycles for a stream that should take that many and does not end
constexpr int k_no_flop = -1;
using Flops = std::vector<std::size_t>;

template <typename Top>
class Run {
  public:
    Promise promise;
    std::uint64_t first = 0, last = 0; // cycles of the stream
    std::uint64_t opened = 0;          // times that the box has drawn an epoch
    std::vector<Bytes> sent, delivered;
    std::vector<std::uint8_t> fates;

    // flop is hit in cycle `at`, those of `count` with the first byte of each frame.
    Run(std::uint64_t seed, const Flops& count = {}, int flop = k_no_flop, std::uint64_t at = 0,
        std::uint64_t end = 0)
        : b_(seed) {
        b_.before_rise = [this, count, flop, at](Top& t) {
            watch(t);
            hit(t, count, flop, at);
        };
        prepare();
        first = b_.cycle;
        stream(end != 0 ? end + k_patience : first + 100'000);
        last = b_.cycle;
        for (const Out& out : b_.sent) {
            sent.push_back(out.bytes);
            promise.whole_on_wire(out.bytes);
        }
        for (const Out& out : b_.delivered) {
            delivered.push_back(out.bytes);
            promise.whole_to_host(out.bytes, out.tag, out.entry);
        }
        for (const Fate& fate : b_.fates) {
            fates.push_back(fate.code);
        }
    }

  private:
    Bench<Top> b_;
    bool drawing_ = false, inside_ = false;

    void hit(Top& t, const Flops& count, int flop, std::uint64_t at) {
        if constexpr (requires { t.flip_i; }) {
            const auto invert = [&t](std::size_t i) { t.flip_i[i / 32] |= 1U << (i % 32); };
            t.flip_i = {};
            if (flop != k_no_flop && b_.cycle == at) {
                invert(static_cast<std::size_t>(flop));
            }
            const bool goes = t.ntx_valid_o != 0 && t.ntx_ready_i != 0;
            if (goes && !inside_) {
                std::ranges::for_each(count, invert);
            }
            inside_ = goes ? t.ntx_last_o == 0 : inside_ && t.ntx_valid_o != 0;
        }
    }

    void watch(Top& t) {
        if (t.ntx_valid_o != 0 && t.ntx_ready_i != 0) {
            promise.leaves(Promise::to_wire, t.ntx_data_o, b_.cycle);
        }
        if (t.hrx_valid_o != 0 && t.hrx_ready_i != 0) {
            promise.leaves(Promise::to_host, t.hrx_data_o, b_.cycle);
        }
        if (t.ctl_ready_o != 0 && t.ctl_write_i == 0) {
            for (unsigned i = 0; i < 32; i += 8) {
                promise.leaves(Promise::to_reader, static_cast<std::uint8_t>(t.ctl_rdata_o >> i), b_.cycle);
            }
        }
        if (t.ent_ready_o != 0 && !drawing_) {
            ++opened;
            promise.lives_again = opened > 1;
        }
        drawing_ = t.ent_ready_o != 0;
    }

    Port get() { return random_port(b_.random); }
    std::uint64_t below(std::uint64_t n) { return b_.random() % n; }

    // A port of the host's, armed by command; whatever comes of it, it may be armed from now on.
    void arm(bool transaction) {
        const Port port = get();
        const auto tag = static_cast<std::uint8_t>(b_.random());
        promise.secret(port);
        b_.operand(port);
        const auto result = b_.command(Bench<Top>::arm_word(transaction, tag, 1), 1000);
        promise.model.table[f(Use::port, port)] = {transaction, tag, 1,
                                                   static_cast<std::uint8_t>(result.value_or(0) >> 8), 0};
    }

    void prepare() {
        b_.open();
        for (std::size_t i = 0; i < 6; ++i) {
            promise.model.mac[i] = static_cast<std::uint8_t>(Bench<Top>::k_mac >> (8 * (5 - i)));
        }
        promise.model.board = Bench<Top>::k_board;
        promise.model.epoch = b_.epoch();
        for (int i = 0; i < 5; ++i) {
            arm(i % 2 == 1);
        }
    }

    void queue_frames() {
        const std::vector<std::pair<Port, Entry>> armed(promise.model.table.begin(), promise.model.table.end());
        const Mac peer = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55};
        for (int i = 0; i < 24; ++i) {
            const std::size_t size = below(40);
            const Kind kind = i == 3       ? Kind::locate
                              : i % 8 == 7 ? k_wire_kinds[static_cast<std::size_t>(9 + i / 8 % 2)]
                              : i % 2 == 0 ? Kind::request
                                           : k_kernel_kinds[below(8)];
            Bytes out = make_frame(b_.random, kind, kind == Kind::locate ? k_broadcast : peer, get(), get(), size);
            if (i % 5 == 4) {
                mutate(b_.random, out);
            }
            promise.host_writes(out);
            b_.to_host_side.push_back({out, i % 4 == 1, static_cast<std::uint8_t>(b_.random()), 2});

            // Some for nobody, most for an armed port, half of those of a kind that it takes.
            const auto& [port, entry] = armed[below(armed.size())];
            const Kind suits = entry.transaction ? Kind::reply : Kind::request;
            const Kind inward = i % 6 == 2      ? Kind::locate
                                : below(2) == 0 ? suits
                                                : k_wire_kinds[below(k_wire_kinds.size())];
            Bytes in = make_frame(b_.random, inward, inward == Kind::locate ? k_broadcast : promise.model.mac, get(),
                                  i % 4 == 0 ? get() : port, size);
            const bool bad = i % 8 == 5;
            if (i % 5 == 3) {
                mutate(b_.random, in);
            }
            promise.wire_brings(in, bad);
            b_.to_wire_side.push_back({in, bad, 16 + static_cast<unsigned>(below(30))});
        }
    }

    // Frames both ways, and control at work meanwhile.
    void stream(std::uint64_t end) {
        b_.fates.clear();
        queue_frames();
        std::uint64_t quiet = b_.cycle;
        for (int turn = 0; b_.cycle < end && b_.cycle - quiet < 400; ++turn) {
            const std::size_t before = b_.sent.size() + b_.delivered.size() + b_.fates.size();
            const Port operand = get();
            promise.secret(operand);
            b_.operand(operand);
            b_.read(hw::fbox::value);
            b_.command(turn % 2 == 0 ? hw::fbox_op_f_signature : hw::fbox_op_f_check, 600);
            for (std::size_t i = 0; i < port_bytes; i += 4) {
                b_.read(hw::fbox::value);
            }
            b_.read(static_cast<std::uint32_t>(4 * (turn % 16)));
            b_.run(below(60));
            if (!b_.to_host_side.empty() || !b_.to_wire_side.empty() ||
                b_.sent.size() + b_.delivered.size() + b_.fates.size() != before) {
                quiet = b_.cycle;
            }
        }
    }
};

std::string list(const std::map<std::string, std::string>& breaches) {
    std::string text;
    for (const auto& [promise, how] : breaches) {
        text += (text.empty() ? "" : "; ") + promise + ": " + how;
    }
    return text;
}

std::uint64_t number_of(const std::string& name) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return hash;
}

int wire() {
    const Run<Vfbox_wire> run(1);
    for (const auto& [promise, how] : run.promise.breaches) {
        std::printf("wire %s: %s\n", promise.c_str(), how.c_str());
    }
    return 0;
}

} // namespace

int main(int count, char** words) {
    std::string flops, only = ".*";
    bool blind = false;
    unsigned part = 1, parts = 1, times = 1;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (word == "--wire") {
            return wire();
        }
        if (word == "--flops" && i + 1 < count) {
            flops = words[++i];
        } else if (word == "--only" && i + 1 < count) {
            only = words[++i];
        } else if (word == "--blind") {
            blind = true;
        } else if (i + 1 < count && ((word == "--part" && std::sscanf(words[i + 1], "%u/%u", &part, &parts) == 2) ||
                                     (word == "--times" && std::sscanf(words[i + 1], "%u", &times) == 1))) {
            ++i;
        } else {
            std::cerr << "gate_flip: " << word << " is not understood\n";
            return 2;
        }
    }
    std::ifstream file(flops);
    if (!file) {
        std::cerr << "gate_flip: cannot read " << flops << "\n";
        return 2;
    }
    std::vector<std::string> names;
    for (std::string place, name; file >> place && std::getline(file, name);) {
        if (place != "-") {
            names.push_back(name.substr(1));
        }
    }
    Flops counting;
    if (blind) {
        for (const char* const name : {"outlet.count_q[5]", "outlet.count_q[6]"}) {
            const auto found = std::ranges::find(names, name);
            if (found == names.end()) {
                std::cerr << "gate_flip: no " << name << " in " << flops << "\n";
                return 1;
            }
            counting.push_back(static_cast<std::size_t>(found - names.begin()));
        }
    }
    const std::regex wanted(only);
    for (unsigned seed = 1; seed <= times; ++seed) {
        const Run<Vfbox> unhurt(seed, counting);
        if (!unhurt.promise.breaches.empty() || unhurt.sent.size() < 8 || unhurt.delivered.size() < 3) {
            std::cerr << "gate_flip: without a hit, seed " << seed << ": " << list(unhurt.promise.breaches)
                      << ", sent " << unhurt.sent.size() << ", delivered " << unhurt.delivered.size() << "\n";
            return 1;
        }
        for (std::size_t i = part - 1; i < names.size(); i += parts) {
            if (!std::regex_match(names[i], wanted)) {
                continue;
            }
            Random random(number_of(names[i]) + seed);
            const std::uint64_t at = unhurt.first + random() % (unhurt.last - unhurt.first - 400);
            const Run<Vfbox> hit(seed, counting, static_cast<int>(i), at, unhurt.last);
            const bool same =
                hit.sent == unhurt.sent && hit.delivered == unhurt.delivered && hit.fates == unhurt.fates;
            const char* const outcome = !hit.promise.breaches.empty() ? "breach"
                                        : hit.opened != unhurt.opened ? "closed"
                                        : same                        ? "none"
                                                                      : "changed";
            std::printf("%s\t%u\t%llu\t%s\t%s\n", names[i].c_str(), seed, static_cast<unsigned long long>(at),
                        outcome, list(hit.promise.breaches).c_str());
        }
    }
    return 0;
}
