// Fuzz test of the software F-box, with the address and undefined-behaviour sanitizers and a fixed budget: random, mutated
// and cut frames both ways through two boxes that are joined, in buffers of exactly their size.
//
// After each step: whatever was sent is well-formed and carries the sender's own source and epoch; whatever is refused is
// untouched; whatever is delivered is well-formed and its port was armed; the counters add up.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "lib/softbox/softbox.hpp"
#include "verif/common/arguments.hpp"
#include "verif/frame/samples.hpp"

using namespace samples;
using namespace amoebox::softbox;
namespace hw = amoebox::hw;

namespace {

constexpr unsigned k_frames = 150'000;
constexpr std::array<Mac, 2> k_macs = {Mac{2, 0, 0, 0, 0, 1}, Mac{2, 0, 0, 0, 0, 2}};

struct Exact {
    explicit Exact(const Bytes& bytes) : size(bytes.size()), memory(new std::uint8_t[bytes.size()]) {
        if (size != 0) {
            std::memcpy(memory.get(), bytes.data(), size);
        }
    }
    std::span<std::uint8_t> span() { return {memory.get(), size}; }
    std::size_t size;
    std::unique_ptr<std::uint8_t[]> memory;
};

void mutate(Bytes& frame, std::mt19937_64& random) {
    switch (random() % 4) {
    case 0:
        if (!frame.empty()) {
            frame[random() % frame.size()] ^= static_cast<std::uint8_t>(1U << random() % 8);
        }
        break;
    case 1:
        if (!frame.empty()) {
            frame[random() % (frame.size() < header_size ? frame.size() : header_size)] =
                static_cast<std::uint8_t>(random());
        }
        break;
    case 2:
        frame.resize(random() % (frame.size() + 64));
        break;
    default:
        if (frame.size() > at_kind) {
            frame[at_kind] = static_cast<std::uint8_t>(random() % 14);
        }
        break;
    }
}

std::uint32_t sum(const SoftBox<>& box, Counter from, Counter to) {
    std::uint32_t n = 0;
    for (auto i = static_cast<std::uint32_t>(from); i <= static_cast<std::uint32_t>(to); ++i) {
        n += box.counter(static_cast<Counter>(i));
    }
    return n;
}

} // namespace

int main(int argc, char** argv) {
    std::uint64_t seed = 1;
    if (argc > 2 || (argc > 1 && !number_from(argv[1], seed))) {
        std::fprintf(stderr, "usage: softbox_fuzz [SEED]\n");
        return 2;
    }
    std::mt19937_64 random(seed);
    std::array<SoftBox<>, 2> boxes;
    std::array<std::vector<PortBytes>, 2> ports; // that were armed at some time, by entry order of arming
    boxes[0].open(k_macs[0], 0, 100, 0);
    boxes[1].open(k_macs[1], 1, 200, 0);
    unsigned sent = 0, delivered = 0, answered = 0, index = 0;
    const char* wrong = nullptr;
    for (; index < k_frames && wrong == nullptr; ++index) {
        const std::size_t at = random() % 2;
        SoftBox<>& from = boxes[at];
        SoftBox<>& to = boxes[1 - at];
        const std::uint64_t what = random() % 64;
        if (what == 0) {
            const Armed armed =
                from.arm(random_port(random), random() % 2 == 0 ? PortKind::service : PortKind::transaction,
                         static_cast<std::uint8_t>(random()), static_cast<std::uint8_t>(random() % 4));
            if (armed.code == hw::fbox_ok) {
                ports[at].push_back(armed.port);
            }
        } else if (what == 1) {
            from.disarm(static_cast<std::uint8_t>(random()));
        } else if (what == 2 && random() % 64 == 0) {
            from.disarm_owner(static_cast<std::uint8_t>(random() % 4));
        }
        Owned owned = make(k_kinds[random() % 9], random, random() % 80);
        if (owned.frame.header.kind != Kind::locate) {
            owned.frame.header.destination = k_macs[1 - at];
        }
        if (!ports[1 - at].empty() && random() % 4 != 0) {
            owned.frame.header.port = ports[1 - at][random() % ports[1 - at].size()];
        }
        Bytes bytes = random() % 32 == 0 ? random_bytes(random, random() % 1600) : owned.encoded();
        for (std::uint64_t n = random() % 3; n > 0; --n) {
            mutate(bytes, random);
        }
        Exact exact(bytes);
        const std::size_t more = random() % 16 == 0 ? random() % 1600 : 0;
        const Sent result = from.send(exact.span(), more, random() % 8 == 0, 0, 0, index * 1000);
        const auto form = decode(exact.span());
        if (result.code != hw::tx_sent) {
            if (!bytes.empty() && std::memcmp(exact.memory.get(), bytes.data(), bytes.size()) != 0) {
                wrong = "changed a frame that it refused";
            }
        } else if (more == 0) {
            ++sent;
            if (!form || !may_kernel_send(form->header.kind)) {
                wrong = "sent a malformed frame";
            } else if (form->header.source != k_macs[at] || form->header.epoch != 100 * (at + 1) ||
                       form->header.board != at) {
                wrong = "sent a frame with another origin";
            }
        }
        // The other side gets what was sent or, on a bad network, anything.
        Exact arrives(result.code == hw::tx_sent && random() % 4 != 0
                          ? Bytes(exact.span().begin(), exact.span().end())
                          : bytes);
        const Verdict verdict = to.receive(arrives.span());
        const auto decoded = decode(arrives.span());
        if (verdict.fate == Verdict::Fate::deliver) {
            ++delivered;
            if (!decoded || decoded->header.destination != k_macs[1 - at]) {
                wrong = "delivered a frame that is malformed or not for it";
            }
        } else if (verdict.fate == Verdict::Fate::answer) {
            ++answered;
            const auto answer = decode(verdict.answer);
            if (!answer || !is_made_by_box(answer->header.kind) ||
                answer->header.destination != decoded->header.source) {
                wrong = "made a bad answer";
            }
            to.answered(true);
        }
        for (const SoftBox<>& box : boxes) {
            if (box.counter(Counter::out_from_host) + box.counter(Counter::out_made) !=
                    sum(box, Counter::out_sent, Counter::out_drop_answer) ||
                box.counter(Counter::in_from_wire) != sum(box, Counter::in_delivered, Counter::in_drop_closed)) {
                wrong = "the counters do not add up";
            }
        }
    }
    if (wrong != nullptr) {
        std::printf("softbox_fuzz: seed %llu, frame %u: %s\n", static_cast<unsigned long long>(seed), index - 1,
                    wrong);
        return 1;
    }
    std::printf("softbox_fuzz: %u frames, %u sent, %u delivered, %u answered\n", k_frames, sent, delivered, answered);
    return sent > k_frames / 10 && delivered > k_frames / 50 && answered > k_frames / 50 ? 0 : 1;
}
