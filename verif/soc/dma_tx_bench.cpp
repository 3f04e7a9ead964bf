// Send: what the box gets is what the descriptors say, whatever the alignments; what is wrong is refused with its code.
#include <catch2/catch.hpp>

#include "gen/frame.hpp"
#include "gen/registers.hpp"
#include "verif/soc/dma_world.hpp"

using namespace amoebox;
using namespace amoebox::soc;
namespace dma = amoebox::hw::dma;

namespace {

constexpr std::uint32_t k_ring = k_ram + 0x20; // no more aligned than it must be
constexpr std::uint32_t k_work = k_ram + 0x1000;

struct Expected {
    bool sent = false;
    FrameOut frame;
    std::uint32_t status = 0; // once its fate is known
};

// One descriptor and what it must lead to.
class Sender {
  public:
    explicit Sender(DmaWorld& world) : world_(world) {
        world_.fate = [this] {
            const Fate told{world_.byte(), world_.byte()};
            fates_.push_back(told);
            return told;
        };
        world_.write_register(dma::tx_base, k_ring);
        world_.write_register(dma::control, 1);
    }

    void post(bool hostile) {
        const std::uint32_t descriptor = k_ring + 32 * (posted_ % hw::tx_ring);
        const std::uint32_t area = k_work + 0x2000 * (posted_ % hw::tx_ring); // one for each descriptor in flight
        Expected expected;
        std::uint32_t header_bytes = world_.between(1, world_.one_in(3) ? 255 : 130);
        std::uint32_t header = area + 2 * world_.below(512);
        std::uint32_t length = world_.one_in(4) ? 0 : world_.between(1, world_.one_in(3) ? 1514 - header_bytes : 200);
        std::uint32_t start = world_.one_in(2) ? world_.below(k_page) : k_page - world_.between(1, 300);
        std::uint32_t pages = area + 0x700 + 4 * world_.below(32);
        // Data anywhere in the rest of RAM; frames may share pages, but not with what is written or burnt.
        std::uint32_t page[2] = {data_page(), data_page()};
        std::uint8_t code = 0;
        const bool two = length != 0 && start + length > k_page;
        if (hostile) {
            const std::uint32_t bad[] = {0,          0x3ffffffc, k_ram + k_ram_bytes, k_ram - 4,  0xfffffffc,
                                         0xf0000000, 0xb0000000, k_ram + 0x4000000,   0x44000000, 0x00001000};
            const std::uint32_t wrong = bad[world_.below(std::size(bad))];
            switch (world_.below(9)) {
            case 0:
                header = wrong & ~3U;
                code = hw::tx_bad_address;
                break;
            case 1:
                header |= 1;
                code = hw::tx_bad_address;
                break;
            case 2: // over the end of RAM
                header = k_ram + k_ram_bytes - 4 * world_.between(1, 10);
                header_bytes = world_.between(41, 255);
                length = 0;
                code = hw::tx_bad_address;
                break;
            case 3:
                header_bytes = 0;
                code = hw::tx_malformed;
                break;
            case 4:
                length =
                    world_.one_in(2) ? 1515 - header_bytes : static_cast<std::uint32_t>(1515) << world_.below(21);
                code = hw::tx_malformed;
                break;
            case 5:
                if (length != 0) {
                    pages = wrong & ~3U;
                    code = hw::tx_bad_address;
                }
                break;
            case 6:
                if (length != 0) {
                    page[0] = wrong;
                    code = hw::tx_bad_address;
                }
                break;
            case 7:
                if (two) {
                    page[1] = wrong;
                    code = hw::tx_bad_address;
                }
                break;
            default:
                if (length != 0) {
                    start += k_page << world_.below(19);
                    code = hw::tx_bad_address;
                }
                break;
            }
        }
        if (pages >= k_ram && pages < k_ram + k_ram_bytes) {
            world_.set_word(pages, page[0] | world_.below(k_page)); // lower bits mean nothing
            world_.set_word(pages + 4, page[1]);
            world_.burn_after_reading(pages, 8);
        }
        expected.frame = {.bytes = {}, .arm = world_.one_in(2), .tag = world_.byte(), .owner = world_.byte()};
        if (code == 0) {
            for (std::uint32_t i = 0; i < header_bytes; ++i) {
                expected.frame.bytes.push_back(world_.at(header + i) = world_.byte());
            }
            for (std::uint32_t i = 0; i < length; ++i) {
                const std::uint32_t place = start + i;
                expected.frame.bytes.push_back(world_.at(page[place / k_page] + place % k_page));
            }
            world_.burn_after_reading(header, header_bytes);
            expected.sent = true;
        } else {
            expected.status = 0x80000000U | code;
        }
        const std::uint32_t control = header_bytes | static_cast<std::uint32_t>(expected.frame.arm) << 8 |
                                      static_cast<std::uint32_t>(expected.frame.tag) << 16 |
                                      static_cast<std::uint32_t>(expected.frame.owner) << 24 | world_.below(128) << 9;
        world_.set_word(descriptor + 4 * hw::tx_word_control, control);
        world_.set_word(descriptor + 4 * hw::tx_word_header, header);
        world_.set_word(descriptor + 4 * hw::tx_word_pages, length == 0 ? world_.below(0x7fffffff) : pages);
        world_.set_word(descriptor + 4 * hw::tx_word_start, length == 0 ? world_.below(0x7fffffff) : start);
        world_.set_word(descriptor + 4 * hw::tx_word_length, length);
        world_.burn_after_reading(descriptor, 32);
        world_.allow(descriptor + 4 * hw::tx_word_status, 4);
        expected_.push_back(expected);
        ++posted_;
        world_.write_register(dma::tx_head, posted_ & 0xffff);
    }

    // Looks at what is new; true if all that was posted is done.
    bool look() {
        const std::uint32_t done = world_.read_register(dma::tx_done);
        while ((seen_ & 0xffff) != done) {
            Expected& expected = expected_[seen_];
            if (expected.sent) {
                REQUIRE(frames_ < world_.sent.size());
                REQUIRE(frames_ < fates_.size());
                const FrameOut& frame = world_.sent[frames_];
                REQUIRE(frame.bytes == expected.frame.bytes);
                REQUIRE(frame.arm == expected.frame.arm);
                REQUIRE(frame.tag == expected.frame.tag);
                REQUIRE(frame.owner == expected.frame.owner);
                expected.status =
                    0x80000000U | fates_[frames_].code | static_cast<std::uint32_t>(fates_[frames_].entry) << 8;
                ++frames_;
            }
            REQUIRE(world_.word(k_ring + 32 * (seen_ % hw::tx_ring) + 4 * hw::tx_word_status) == expected.status);
            ++seen_;
        }
        return seen_ == posted_;
    }
    bool room() const { return posted_ - seen_ < hw::tx_ring; }
    std::uint32_t frames() const { return frames_; }
    std::uint32_t posted() const { return posted_; }

  private:
    std::uint32_t data_page() { return k_ram + k_page * world_.between(200, k_pages - 2); }

    DmaWorld& world_;
    std::vector<Fate> fates_;
    std::vector<Expected> expected_;
    std::uint32_t posted_ = 0, seen_ = 0, frames_ = 0;
};

void run(DmaWorld& world, std::uint32_t descriptors, std::uint32_t hostile_in) {
    Sender sender(world);
    std::uint64_t last_progress = world.cycles();
    std::uint32_t before = 0;
    while (sender.posted() < descriptors || !sender.look()) {
        if (sender.posted() < descriptors && sender.room() && !world.one_in(3)) {
            sender.post(hostile_in != 0 && world.one_in(hostile_in));
        } else {
            for (std::uint32_t i = world.below(300); i != 0; --i) {
                world.cycle();
            }
            sender.look();
        }
        if (sender.posted() + sender.frames() != before) {
            before = sender.posted() + sender.frames();
            last_progress = world.cycles();
        }
        REQUIRE(world.cycles() - last_progress < 100000);
    }
    REQUIRE(sender.frames() == world.sent.size());
    REQUIRE(world.still_allowed() == 0);
}

} // namespace

TEST_CASE("send: 15,000 descriptors of every alignment arrive as they are") {
    DmaWorld world(1);
    run(world, 15000, 0);
    REQUIRE(world.sent.size() == 15000);
    WARN("cycles " << world.cycles());
}

TEST_CASE("send: hostile descriptors are refused in order, their neighbours go out") {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        DmaWorld world(seed);
        world.busy_cpu = seed % 2 == 0;
        run(world, 1500, 3);
        REQUIRE(world.sent.size() < 1500);
    }
}

TEST_CASE("send: a ring outside RAM is counted through and nothing is read or written there") {
    DmaWorld world(3);
    for (const std::uint32_t base : {0U, 0xf0000000U, k_ram + k_ram_bytes, 0xb0000000U, 0xffffffe0U}) {
        const std::uint32_t done = world.read_register(dma::tx_done);
        world.write_register(dma::tx_base, base);
        world.write_register(dma::control, 1);
        world.write_register(dma::tx_head, done + 5);
        for (int i = 0; i < 500; ++i) {
            world.cycle();
        }
        REQUIRE(world.read_register(dma::tx_done) == done + 5);
    }
    REQUIRE(world.sent.empty());
}

TEST_CASE("send: a stream to a box that is always ready has few gaps") {
    DmaWorld world(4);
    world.stall_in = 0;
    world.max_wait = 9; // the published latency
    world.write_register(dma::tx_base, k_ring);
    const std::uint32_t list = k_work + 0x100;
    world.set_word(list, k_work + 0x1000);
    world.set_word(list + 4, k_work + 0x2000);
    const std::uint32_t words[8] = {78, k_work, list, 3001, 1436, 0, 0, 0};
    for (std::uint32_t i = 0; i < 8; ++i) {
        world.set_word(k_ring + 4 * i, words[i]);
    }
    world.allow(k_ring + 24, 4);
    world.write_register(dma::control, 1);
    world.write_register(dma::tx_head, 1);
    const std::uint64_t begin = world.cycles();
    while (world.sent.empty()) {
        world.cycle();
        REQUIRE(world.cycles() - begin < 5000);
    }
    REQUIRE(world.sent[0].bytes.size() == 1514);
    const auto cycles = world.cycles() - begin;
    WARN("1,514 bytes in " << cycles << " cycles");
    REQUIRE(cycles < 1514 + 150);
}
