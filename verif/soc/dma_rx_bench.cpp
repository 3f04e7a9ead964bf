// Receive: every byte of a frame is where it belongs, and no byte anywhere else.
#include <array>
#include <catch2/catch.hpp>

#include "gen/frame.hpp"
#include "gen/registers.hpp"
#include "verif/soc/dma_world.hpp"

using namespace amoebox;
using namespace amoebox::soc;
namespace dma = amoebox::hw::dma;

namespace {

constexpr std::uint32_t k_ring_0 = k_ram + 0x20; // 128 KB each, no more aligned than they must be
constexpr std::uint32_t k_ring_1 = k_ram + 0x24040;
constexpr std::uint32_t k_lists = k_ram + 0x48000;
constexpr std::uint32_t k_data = 80; // pages from here on
constexpr std::uint32_t k_split = static_cast<std::uint32_t>(frame::header_size);
constexpr std::uint32_t k_split_message = static_cast<std::uint32_t>(frame::header_size + frame::message_size);

struct Context {
    std::uint32_t pages = 0, start = 0, length = 0;
    std::uint64_t source = 0;
};

struct Slot {
    Bytes bytes;
    std::uint32_t status = 0;
    std::vector<std::pair<std::uint32_t, std::uint8_t>> data; // address, byte
};

void put(Bytes& bytes, std::size_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
    }
}

class Receiver {
  public:
    explicit Receiver(DmaWorld& world) : world_(world) {
        world_.write_register(dma::rx0_base, k_ring_0);
        world_.write_register(dma::rx1_base, k_ring_1);
        world_.write_register(dma::control, 2);
        for (unsigned i = 0; i < hw::contexts; ++i) {
            if (i % 8 != 7) { // the others stay as the reset left them
                program(i);
            }
        }
    }

    void program(unsigned index) {
        Context& context = contexts_[index];
        context.source = (static_cast<std::uint64_t>(world_.below(0x10000)) << 32 | world_.below(0xffffffff));
        context.start = world_.below(k_page);
        context.length = world_.one_in(8) ? 0 : world_.between(1, 12 * k_page);
        context.pages = k_lists + 64 * 4 * index + 4 * world_.below(40);
        const std::uint32_t bad[] = {0x3ffff000, k_ram + k_ram_bytes, 0xb0000000, 0xffffffff, 0};
        if (world_.one_in(10)) {
            context.pages = world_.one_in(2) ? bad[world_.below(std::size(bad))] & ~3U : k_ram + k_ram_bytes - 8;
        }
        for (std::uint32_t i = 0; i < 16; ++i) {
            const std::uint32_t page = world_.one_in(20) ? bad[world_.below(std::size(bad))]
                                                         : k_ram + k_page * world_.between(k_data, k_pages - 2);
            if (in_ram(context.pages + 4 * i)) {
                world_.set_word(context.pages + 4 * i, page | world_.below(k_page));
            }
        }
        world_.write_register(dma::ctx_select, index);
        world_.write_register(dma::ctx_pages, context.pages);
        world_.write_register(dma::ctx_start, context.start | world_.below(0x80000) << 12);
        world_.write_register(dma::ctx_source_high, static_cast<std::uint32_t>(context.source >> 32));
        world_.write_register(dma::ctx_source_low, static_cast<std::uint32_t>(context.source));
        world_.write_register(dma::ctx_length, context.length);
    }

    // One frame, and what must come of it.
    void send() {
        FrameIn in;
        in.entry = world_.byte();
        in.tag = world_.one_in(3) ? static_cast<std::uint8_t>(world_.below(128))
                                  : static_cast<std::uint8_t>(0x80 | world_.below(64));
        const unsigned index = in.tag & 63;
        const Context& context = contexts_[index];
        const std::uint8_t kind =
            world_.one_in(2) ? 3
                             : static_cast<std::uint8_t>(world_.one_in(8) ? world_.byte() : world_.between(0, 12));
        const bool message = kind == 1 || kind == 2;
        const bool data = message || kind == 3;
        const std::uint32_t split = message ? k_split_message : k_split;
        const std::uint32_t length = world_.one_in(8) ? 0 : world_.between(1, world_.one_in(4) ? 1514 - split : 120);
        std::uint32_t offset = 0;
        switch (world_.below(8)) {
        case 0:
            offset = world_.below(0xffffffff);
            break;
        case 1:
            offset = context.length - length;
            break; // just fits
        case 2:
            offset = context.length - length + 1;
            break;
        case 3:
            offset = 0U - world_.below(2000);
            break;
        default:
            offset = context.length > length ? world_.below(context.length - length + 1) : 0;
            break;
        }
        in.bytes.resize(split + length);
        for (auto& byte : in.bytes) {
            byte = world_.byte();
        }
        std::uint64_t source = context.source;
        if (world_.one_in(10)) {
            source ^= std::uint64_t{1} << world_.below(48);
        }
        put(in.bytes, frame::at_source, source, 6);
        put(in.bytes, frame::at_kind, kind, 1);
        put(in.bytes, frame::at_length, length, 2);
        put(in.bytes, frame::at_offset, offset, 4);
        std::uint32_t announced = length;
        if (world_.one_in(12)) { // what no box lets through: other lengths than announced
            if (world_.one_in(2)) {
                announced = world_.one_in(2) ? world_.below(0x10000) : world_.below(2 * length + 2);
                put(in.bytes, frame::at_length, announced, 2);
            } else {
                in.bytes.resize(world_.between(1, 2200));
            }
        }
        const bool ring_1 = (in.tag & 0x81) != 0;
        if (heads_[ring_1] - tails_[ring_1] >= hw::rx_ring) {
            ++full_;
            world_.to_deliver.push_back(in);
            return;
        }

        // The model: what the words of docs/node.md say.
        Slot slot;
        const bool placing = (in.tag & 0x80) != 0 && data && in.bytes.size() >= split;
        const std::size_t in_slot = placing ? split : std::min<std::size_t>(in.bytes.size(), 2048 - 18);
        slot.bytes.assign(in.bytes.begin(), in.bytes.begin() + static_cast<std::ptrdiff_t>(in_slot));
        slot.status = in.tag | static_cast<std::uint32_t>(in.entry) << 8;
        if (placing) {
            const std::uint64_t seen = static_cast<std::uint64_t>(in.bytes[frame::at_source]) << 40 |
                                       static_cast<std::uint64_t>(in.bytes[frame::at_source + 1]) << 32 |
                                       static_cast<std::uint64_t>(in.bytes[frame::at_source + 2]) << 24 |
                                       static_cast<std::uint64_t>(in.bytes[frame::at_source + 3]) << 16 |
                                       static_cast<std::uint64_t>(in.bytes[frame::at_source + 4]) << 8 |
                                       in.bytes[frame::at_source + 5];
            bool fits = index % 8 != 7 && context.length != 0 && seen == context.source && announced < 2048 &&
                        std::uint64_t{offset} + announced <= context.length;
            if (fits && announced != 0) {
                const std::uint64_t first = std::uint64_t{offset} + context.start;
                for (std::uint64_t page = first / k_page; page <= (first + announced - 1) / k_page; ++page) {
                    const std::uint32_t entry = context.pages + 4 * static_cast<std::uint32_t>(page);
                    fits = fits && in_ram(entry) && in_ram(world_.word(entry));
                }
            }
            slot.status |= fits ? 1U << 16 : 1U << 17;
            unfit_ += !fits;
            for (std::uint32_t i = 0; fits && i < announced && split + i < in.bytes.size(); ++i) {
                const std::uint64_t place = std::uint64_t{offset} + context.start + i;
                const std::uint32_t page =
                    world_.word(context.pages + 4 * static_cast<std::uint32_t>(place / k_page)) & ~(k_page - 1);
                slot.data.emplace_back(page + static_cast<std::uint32_t>(place % k_page), in.bytes[split + i]);
                world_.allow(slot.data.back().first, 1);
                ++placed_bytes_;
            }
            placed_ += fits;
        }
        const std::uint32_t address = (ring_1 ? k_ring_1 : k_ring_0) + 2048 * (heads_[ring_1] % hw::rx_ring);
        world_.allow(address, 12);
        world_.allow(address + 18, in_slot);
        slots_[ring_1].push_back(slot);
        ++heads_[ring_1];
        world_.to_deliver.push_back(in);
    }

    // Compares all that has arrived, as a kernel would find it.
    void look() {
        for (unsigned ring = 0; ring < 2; ++ring) {
            const std::uint32_t head = world_.read_register(ring == 0 ? dma::rx0_head : dma::rx1_head);
            while ((seen_[ring] & 0xffff) != head) {
                REQUIRE(seen_[ring] < slots_[ring].size());
                const Slot& slot = slots_[ring][seen_[ring]];
                const std::uint32_t address = (ring == 0 ? k_ring_0 : k_ring_1) + 2048 * (seen_[ring] % hw::rx_ring);
                REQUIRE(world_.word(address) == slot.status);
                REQUIRE(world_.word(address + 4) == slot.bytes.size());
                REQUIRE(world_.cycles() - world_.word(address + 8) < 20000);
                for (std::uint32_t i = 0; i < slot.bytes.size(); ++i) {
                    if (world_.at(address + 18 + i) != slot.bytes[i]) {
                        FAIL("slot byte " << i << " of " << slot.bytes.size());
                    }
                }
                for (const auto& [place, byte] : slot.data) {
                    if (world_.at(place) != byte) {
                        FAIL("data byte at " << place);
                    }
                }
                ++seen_[ring];
            }
        }
    }
    // Gives back some of the slots that have been seen.
    void give_back(bool all) {
        for (unsigned ring = 0; ring < 2; ++ring) {
            tails_[ring] += all ? seen_[ring] - tails_[ring] : world_.below(seen_[ring] - tails_[ring] + 1);
            world_.write_register(ring == 0 ? dma::rx0_tail : dma::rx1_tail, tails_[ring] & 0xffff);
        }
    }

    std::uint32_t heads_[2] = {0, 0}; // expected
    std::uint32_t seen_[2] = {0, 0};
    std::uint32_t tails_[2] = {0, 0};
    std::uint32_t full_ = 0, unfit_ = 0, placed_ = 0;
    std::size_t placed_bytes_ = 0;

  private:
    static bool in_ram(std::uint32_t address) { return address >= k_ram && address - k_ram < k_ram_bytes; }

    DmaWorld& world_;
    std::array<Context, 64> contexts_{};
    std::vector<Slot> slots_[2];
};

void settle(DmaWorld& world) {
    const std::uint64_t begin = world.cycles();
    while (!world.to_deliver.empty() || world.in_the_box != 0) {
        world.cycle();
        REQUIRE(world.cycles() - begin < 200000);
    }
}

} // namespace

TEST_CASE("receive: 20,000 frames go where rings and contexts say, and nowhere else") {
    DmaWorld world(11);
    Receiver receiver(world);
    std::size_t frames = 0;
    while (frames < 20000) {
        // A frame's pages may be those of another: so one after the other, but with the gaps of the stream.
        for (std::uint32_t burst = world.between(1, 3); burst != 0; --burst, ++frames) {
            receiver.send();
            settle(world);
            receiver.look();
        }
        REQUIRE(world.still_allowed() == 0);
        REQUIRE(world.finished == frames);
        if (world.one_in(3)) {
            receiver.give_back(false);
        }
        if (world.one_in(40)) {
            receiver.program(world.below(8) * 8 + world.below(7));
        }
        if (frames % 64 == 0) {
            world.busy_cpu = !world.busy_cpu;
        }
    }
    const std::uint32_t drops = world.read_register(dma::drops);
    REQUIRE((drops & 0xffff) == receiver.full_);
    REQUIRE(drops >> 16 == receiver.unfit_);
    REQUIRE(world.read_register(dma::drops) == 0);
    REQUIRE(receiver.placed_ > 2500);
    REQUIRE(receiver.unfit_ > 1000);
    WARN(receiver.placed_ << " placed (" << receiver.placed_bytes_ << " bytes), " << receiver.unfit_ << " unfit, "
                          << receiver.full_ << " found a full ring, " << world.cycles() << " cycles");
}

TEST_CASE("receive: frames back to back, two in the box") {
    DmaWorld world(12);
    world.gap_in = 0;
    Receiver receiver(world);
    for (int round = 0; round < 300; ++round) {
        for (int i = 0; i < 40; ++i) {
            // Without contexts: what they place could lie over one another.
            FrameIn frame{.bytes = Bytes(world.between(60, 300)),
                          .tag = static_cast<std::uint8_t>(world.below(2)),
                          .entry = world.byte()};
            for (auto& byte : frame.bytes) {
                byte = world.byte();
            }
            const std::uint32_t address =
                (frame.tag ? k_ring_1 : k_ring_0) + 2048 * (receiver.heads_[frame.tag] % 64);
            world.allow(address, 12);
            world.allow(address + 18, frame.bytes.size());
            ++receiver.heads_[frame.tag];
            world.to_deliver.push_back(frame);
        }
        settle(world);
        REQUIRE(world.still_allowed() == 0);
        receiver.seen_[0] = receiver.heads_[0];
        receiver.seen_[1] = receiver.heads_[1];
        receiver.give_back(true);
    }
    REQUIRE(world.read_register(dma::rx0_head) == (receiver.heads_[0] & 0xffff));
    REQUIRE(world.read_register(dma::rx1_head) == (receiver.heads_[1] & 0xffff));
    WARN("longest stall of the stream " << world.longest_stall << " cycles");
    REQUIRE(world.longest_stall < 150);
}

TEST_CASE("receive: switched off, or with a ring outside RAM, everything is taken and nothing written") {
    DmaWorld world(13);
    world.write_register(dma::rx0_base, 0xf0000000);
    world.write_register(dma::rx1_base, k_ram + k_ram_bytes - 0x20);
    for (int enabled = 0; enabled < 2; ++enabled) {
        world.write_register(dma::control, enabled ? 2 : 0);
        for (int i = 0; i < 100; ++i) {
            world.to_deliver.push_back(
                {.bytes = Bytes(world.between(1, 2100), 0x55), .tag = static_cast<std::uint8_t>(i & 1), .entry = 0});
        }
        if (enabled) { // the last 32 bytes of RAM are the first of ring 1's first slot
            world.allow(k_ram + k_ram_bytes - 0x20, 12);
            world.allow(k_ram + k_ram_bytes - 0x20 + 18, 14);
        }
        settle(world);
        REQUIRE((world.read_register(dma::drops) & 0xffff) == (enabled ? 0 : 100));
    }
    REQUIRE(world.finished == 200);
}

TEST_CASE("both directions at once: the processor waits at most for a burst of each") {
    DmaWorld world(14);
    world.max_wait = 9;
    world.busy_cpu = true;
    world.gap_in = 0;
    world.stall_in = 0;
    world.write_register(dma::tx_base, k_lists);
    world.write_register(dma::rx0_base, k_ring_0);
    world.write_register(dma::control, 3);
    const std::uint32_t header = k_lists + 0x1000;
    for (std::uint32_t i = 0; i < 64; ++i) {
        const std::uint32_t words[8] = {255, header, 0, 0, 0, 0, 0, 0};
        for (std::uint32_t k = 0; k < 8; ++k) {
            world.set_word(k_lists + 32 * i + 4 * k, words[k]);
        }
    }
    std::uint32_t posted = 0, arrived = 0;
    const std::uint64_t begin = world.cycles();
    while (world.cycles() - begin < 300000) {
        if (world.to_deliver.size() < 4) {
            const std::uint32_t address = k_ring_0 + 2048 * (arrived % 64);
            world.allow(address, 12);
            world.allow(address + 18, 300);
            world.to_deliver.push_back({.bytes = Bytes(300, 1), .tag = 0, .entry = 0});
            ++arrived;
            world.write_register(dma::rx0_tail, world.read_register(dma::rx0_head));
        }
        const std::uint32_t done = world.read_register(dma::tx_done);
        while (((posted - done) & 0xffff) < 60) {
            world.allow(k_lists + 32 * (posted % 64) + 24, 4);
            ++posted;
        }
        world.write_register(dma::tx_head, posted & 0xffff);
    }
    WARN("processor " << world.cpu_bursts << " bursts, longest wait " << world.cpu_longest << " cycles; "
                      << world.sent.size() << " sent, " << world.finished << " received in " << world.cycles() - begin
                      << " cycles");
    REQUIRE(world.cpu_bursts > 5000);
    REQUIRE(world.sent.size() > 300);
    REQUIRE(world.finished > 300);
    REQUIRE(world.cpu_longest < 120);
}

TEST_CASE("interrupts are levels and say what waits") {
    DmaWorld world(15);
    const Receiver receiver(world);
    REQUIRE_FALSE(world.irq());
    world.write_register(dma::irq_enable, 3);
    for (unsigned tag = 0; tag < 2; ++tag) {
        const std::uint32_t address = tag ? k_ring_1 : k_ring_0;
        world.allow(address, 12);
        world.allow(address + 18, 60);
        world.to_deliver.push_back({.bytes = Bytes(60, 1), .tag = static_cast<std::uint8_t>(tag), .entry = 0});
        settle(world);
        REQUIRE(world.irq());
        world.write_register(dma::irq_enable, tag ? 1 : 2);
        REQUIRE_FALSE(world.irq());
        world.write_register(dma::irq_enable, 3);
        REQUIRE(world.irq());
        world.write_register(tag ? dma::rx1_tail : dma::rx0_tail, 1);
        REQUIRE_FALSE(world.irq());
    }
    world.write_register(dma::irq_enable, 7);
    world.write_register(dma::tx_base, 0);
    world.write_register(dma::tx_head, 1);
    world.write_register(dma::control, 3);
    for (int i = 0; i < 50; ++i) {
        world.cycle();
    }
    REQUIRE(world.irq());
    world.write_register(dma::tx_seen, 1);
    REQUIRE_FALSE(world.irq());
}

TEST_CASE("gather: DATA that contexts place wait together, whatever else comes calls at once") {
    DmaWorld world(16);
    constexpr std::uint64_t k_source = 0x020000000007;
    constexpr std::uint32_t k_page_at = k_ram + k_page * k_data;
    world.write_register(dma::rx0_base, k_ring_0);
    world.write_register(dma::rx1_base, k_ring_1);
    world.write_register(dma::control, 2);
    world.set_word(k_lists, k_page_at);
    world.write_register(dma::ctx_select, 5);
    world.write_register(dma::ctx_pages, k_lists);
    world.write_register(dma::ctx_start, 0);
    world.write_register(dma::ctx_source_high, static_cast<std::uint32_t>(k_source >> 32));
    world.write_register(dma::ctx_source_low, static_cast<std::uint32_t>(k_source));
    world.write_register(dma::ctx_length, k_page);
    std::uint16_t head = 0;
    const auto arrive = [&](std::uint8_t kind, std::uint8_t tag) {
        const bool message = kind == 1 || kind == 2;
        const std::uint32_t split = message ? k_split_message : k_split;
        FrameIn in{.bytes = Bytes(split + 20, 0), .tag = tag, .entry = 9};
        put(in.bytes, frame::at_source, k_source, 6);
        put(in.bytes, frame::at_kind, kind, 1);
        put(in.bytes, frame::at_length, 20, 2);
        const std::uint32_t slot = k_ring_1 + head++ % hw::rx_ring * hw::rx_slot_bytes;
        world.allow(slot, 12);
        world.allow(slot + 18, static_cast<std::uint32_t>(in.bytes.size()));
        world.allow(k_page_at, 20);
        world.to_deliver.push_back(in);
        settle(world);
        return world.irq();
    };
    const auto consume = [&](unsigned slots) {
        static std::uint16_t tail = 0;
        tail = static_cast<std::uint16_t>(tail + slots);
        world.write_register(dma::rx1_tail, tail);
    };
    const std::uint8_t context = 0x85;
    world.write_register(dma::irq_enable, 2 | 3 << 8);
    REQUIRE((world.read_register(dma::irq_enable) == (2 | 3 << 8)));
    for (int round = 0; round < 50; ++round) { // several times around the ring
        REQUIRE_FALSE(arrive(3, context));
        REQUIRE_FALSE(arrive(3, context));
        REQUIRE(arrive(3, context)); // the third
        consume(1);
        REQUIRE_FALSE(world.irq());
        REQUIRE(arrive(2, context)); // a REPLY, though it is placed
        consume(2);
        REQUIRE(world.irq()); // it waits still
        consume(1);
        REQUIRE_FALSE(world.irq());
        REQUIRE(arrive(3, 1)); // no context
        consume(1);
    }
    REQUIRE_FALSE(arrive(3, context));
    world.write_register(dma::irq_enable, 2);
    REQUIRE(world.irq());
    world.write_register(dma::irq_enable, 2 | 1 << 8);
    REQUIRE(world.irq());
}
