// leftover-bytes, and `knock`: the accomplice, a second hostile board that sends to the thief and to others.
#include <cstring>

#include "verif/thief/attack.hpp"

namespace thief {

namespace {

// What lies in the buffers of a board that has used them before.  The accomplice fills with it every field that its kernel
// need not write, and the data of frames that are not for the thief.
constexpr std::uint8_t k_old = 0xC5;
constexpr std::uint8_t k_mark = 0x5A;

Forged old_fields(Forged forged) {
    forged.header().source.fill(k_old);
    forged.header().hops = k_old;
    forged.header().board = k_old << 8 | k_old;
    forged.header().reply.fill(k_old);
    forged.header().epoch = 0xC5C5'C5C5'C5C5'C5C5;
    if (forged.frame.message) {
        forged.frame.message->signature.fill(k_old);
    }
    return forged;
}

// The part of a slot that is looked at: its own words, and the frame with some room behind it.
constexpr unsigned k_words = 44;
using Words = std::array<std::uint32_t, k_words>;

void mark_slot(unsigned ring, unsigned slot) {
    volatile std::uint32_t* at = slot_memory(ring, slot);
    for (unsigned i = 0; i < k_words; ++i) {
        at[i] = 0x0101'0101U * k_mark;
    }
}

// Nothing of old buffers in the frame, the box's own values in the box's fields, nothing written behind the end.  Seven old
// bytes in a row would fill a word; shorter fields are looked at one by one.
bool is_clean(const Words& words) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(words.data()) + hw::rx_slot_frame;
    const std::uint32_t end = hw::rx_slot_frame + words[hw::rx_word_bytes];
    bool clean =
        end <= sizeof words && std::memcmp(bytes + frame::at_source, mac_of(k_accomplice_board).data(), 6) == 0 &&
        bytes[frame::at_hops] == 0 && bytes[frame::at_board] == 0 && bytes[frame::at_board + 1] == k_accomplice_board;
    for (const std::uint32_t word : words) {
        clean &= word != 0x0101'0101U * k_old;
    }
    for (std::uint32_t i = end; i < sizeof words; ++i) {
        clean &= reinterpret_cast<const std::uint8_t*>(words.data())[i] == k_mark;
    }
    return clean;
}

} // namespace

// Sends in turn: a REQUEST to the thief's service `knock` and DATA to its port `knock-data`, both without anything of the
// old buffers in what a kernel must write; a long frame of old bytes to the victim; a frame cut short before its end, and
// one with old bytes behind its end.  Nothing of it is an attack if boxes keep their promises.
Report knock(const Scene& scene) {
    static constexpr std::array<std::uint8_t, 64> k_zeros{};
    static std::array<std::uint8_t, 160> old;
    old.fill(k_old);
    const Mac thief = mac_of(k_thief_board), victim = mac_of(k_server_board);
    const PortBytes data_port = scene.put_port("knock-data").value_or(PortBytes{});
    std::array<Forged, 3> forged = {old_fields(forge(frame::Kind::request, thief, scene.port, {})),
                                    old_fields(forge(frame::Kind::data, thief, data_port, {}, k_zeros)),
                                    old_fields(forge(frame::Kind::request, victim, scene.port, {}, old))};
    forged[1].header().offset = 64;
    forged[1].header().total = 128;
    std::array<Bytes, 3> made;
    for (std::size_t i = 0; i < made.size(); ++i) {
        made[i] = forged[i].made();
    }
    static std::array<std::uint8_t, 256> longer;
    std::memset(longer.data(), k_old, longer.size());
    std::memcpy(longer.data(), made[0].data(), made[0].size());
    const std::array<Bytes, 8> frames = {
        made[0], made[1],           made[0], made[1],
        made[2], made[0].first(40), made[1], Bytes(longer).first(made[0].size() + 20)};
    Report report{.by = "-"};
    for (unsigned i = 0; i < hw::tx_ring; ++i) {
        queue(frames[i % frames.size()]);
    }
    while (!scene.over()) {
        const std::uint64_t next = cycle() + std::uint64_t{8} * 800;
        queue_again(8);
        report.tries += 8;
        forget_received();
        while (cycle() < next) {
        }
    }
    queue_drain();
    report.got = queue_sent();
    report.refused = queue_refused();
    return report;
}

// Success: the thief finds bytes of old buffers - of the accomplice's kernel, of a box, of its own DMA - in a frame, or
// behind its end in the slot.  The switch shows it frames for others, too, so that its own box has had them in its buffer.
// refused: frames that came with the box's own values in every field in which the accomplice left old bytes.
Report leftover_bytes(const Scene& scene) {
    Report report{.by = "WRITTEN_BY_BOX"};
    forget_received();
    for (const unsigned ring : {0U, 1U}) {
        for (unsigned slot = 0; slot < hw::rx_ring; ++slot) {
            mark_slot(ring, slot);
        }
    }
    const std::array armed = {arm(scene.get_port("knock").value_or(PortBytes{}), 0, 0),
                              arm(scene.get_port("knock-data").value_or(PortBytes{}), 1, 1)};
    while (!scene.over()) {
        for (const unsigned ring : {0U, 1U}) {
            if (!has_next(ring)) {
                continue;
            }
            const unsigned slot = next_slot(ring);
            Words words;
            for (unsigned i = 0; i < k_words; ++i) {
                words[i] = slot_memory(ring, slot)[i];
            }
            mark_slot(ring, slot);
            give_back(ring);
            ++report.tries;
            ++(is_clean(words) ? report.refused : report.got);
        }
    }
    for (const Result& result : armed) {
        if (result.code == hw::fbox_ok) {
            disarm(result.entry);
        }
    }
    return report;
}

} // namespace thief
