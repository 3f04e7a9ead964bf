// The software F-box beside the model by which the hardware one is judged (verif/fbox/model.hpp), on random frames both ways:
// the same frames leave, byte for byte, the same are delivered, the same answers are made, the same counters count.
#include <algorithm>

#include <catch2/catch.hpp>

#include "lib/softbox/softbox.hpp"
#include "verif/fbox/model.hpp"
#include "verif/frame/samples.hpp"

using namespace amoebox;
using samples::Bytes;
using samples::Kind;

namespace {

constexpr unsigned k_frames = 60'000;

void damage(Bytes& frame, std::mt19937_64& random) {
    switch (random() % 6) {
    case 0:
        frame[random() % frame.size()] ^= static_cast<std::uint8_t>(1U << random() % 8);
        break;
    case 1:
        frame[random() % (frame.size() < frame::header_size ? frame.size() : frame::header_size)] =
            static_cast<std::uint8_t>(random());
        break;
    case 2:
        frame.resize(1 + random() % (frame.size() + 64));
        break;
    case 3:
        frame.resize(1500 + random() % 30);
        break;
    case 4:
        if (frame.size() > frame::at_kind) {
            frame[frame::at_kind] = static_cast<std::uint8_t>(random() % 14);
        }
        break;
    default:
        if (frame.size() > frame::at_offset + 4) {
            bytes::put<std::uint32_t>(
                frame, random() % 2 == 0 ? frame::at_offset : frame::at_total,
                static_cast<std::uint32_t>(random() % 2 == 0 ? random() % 100 : ~(random() % 100)));
        }
        break;
    }
}

} // namespace

TEST_CASE("software box and model of the hardware box agree on random frames", "[softbox]") {
    std::mt19937_64 random(11);
    constexpr frame::Mac k_mac = {2, 0, 0, 0, 0, 5};
    softbox::SoftBox<> box;
    bench::Model model{.mac = k_mac, .board = 5, .epoch = 0xFFFF'FFFF'FFFF'FFF0, .table = {}};
    box.open(k_mac, 5, model.epoch, 0);
    std::vector<bench::Port> gets;
    std::array<unsigned, 4> seen{};

    for (unsigned index = 0; index < k_frames; ++index) {
        INFO("frame " << index);
        // The table changes now and then.
        if (random() % 16 == 0 && model.table.size() < 200) {
            const bench::Port get = samples::random_port(random);
            const bool transaction = random() % 2 == 0;
            const auto tag = static_cast<std::uint8_t>(random());
            const softbox::Armed armed =
                box.arm(get, transaction ? softbox::PortKind::transaction : softbox::PortKind::service, tag, 0);
            REQUIRE(armed.code == hw::fbox_ok);
            model.table[armed.port] = {
                .transaction = transaction, .tag = tag, .owner = 0, .entry = armed.entry, .serial = armed.serial};
            gets.push_back(get);
        } else if (random() % 24 == 0 && !model.table.empty()) {
            const auto victim =
                std::next(model.table.begin(), static_cast<std::ptrdiff_t>(random() % model.table.size()));
            REQUIRE(box.disarm(victim->second.entry) == hw::fbox_ok);
            model.table.erase(victim);
        }
        auto owned = samples::make(samples::k_kinds[random() % samples::k_kinds.size()], random, random() % 100);
        frame::Header& header = owned.frame.header;
        if (random() % 8 == 0) {
            header.reply = {};
        }
        if (!model.table.empty() && random() % 4 != 0) {
            header.port =
                std::next(model.table.begin(), static_cast<std::ptrdiff_t>(random() % model.table.size()))->first;
        }
        const bool outward = random() % 2 == 0;
        if (!outward && header.kind != Kind::locate && random() % 8 != 0) {
            header.destination = k_mac;
        }
        Bytes frame = owned.encoded();
        for (auto n = random() % 3; n > 0; --n) {
            damage(frame, random);
        }

        if (outward) {
            const bench::Model::Form form = model.form(frame, false);
            Bytes sent = frame;
            const softbox::Sent result = box.send(sent, false, 0, 0, index << 14);
            CHECK((form == bench::Model::Form::ok) == (result.code == hw::tx_sent));
            CHECK(sent == (form == bench::Model::Form::ok ? model.transformed(frame) : frame));
            ++seen[form == bench::Model::Form::ok];
            continue;
        }
        const bool bad = random() % 16 == 0;
        const auto expected = model.inward(frame, bad);
        const std::uint32_t before = box.counter(expected.counter);
        const softbox::Verdict verdict = box.receive(frame, bad);
        CHECK(verdict.counter == expected.counter);
        CHECK(box.counter(expected.counter) == before + 1);
        CHECK((verdict.fate == softbox::Verdict::Fate::deliver) == (expected.entry != nullptr));
        if (expected.entry != nullptr) {
            CHECK(verdict.tag == expected.entry->tag);
            CHECK(verdict.entry == expected.entry->entry);
            ++seen[2];
        }
        CHECK((verdict.fate == softbox::Verdict::Fate::answer) == expected.answer.has_value());
        if (expected.answer) {
            CHECK(std::ranges::equal(verdict.answer, *expected.answer));
            ++seen[3];
        }
    }
    for (const unsigned count : seen) {
        CHECK(count > k_frames / 50);
    }
}
