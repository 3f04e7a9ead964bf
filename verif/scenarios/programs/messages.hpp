// What the programs of the scenarios share: patterns whose every byte is checked, the commands of rpc_subject, who answered.
#pragma once

#include "lib/user/amoebox.hpp"

namespace amoebox::scene {

inline constexpr std::uint32_t k_millisecond = 50'000; // cycles

// Word i of the message with this seed: no two words of a message are equal, and messages of different seeds differ.
inline std::uint32_t first_word(std::uint32_t seed) {
    return (seed + 1) * 0x85EB'CA6B;
}
inline constexpr std::uint32_t k_step = 0x9E37'79B1;

inline void fill(Room room, std::uint32_t seed) {
    std::uint32_t word = first_word(seed);
    std::size_t i = 0;
    if (address_of(room.data()) % 4 == 0) {
#pragma clang loop unroll_count(8)
        for (; i + 4 <= room.size(); i += 4, word += k_step) {
            std::memcpy(__builtin_assume_aligned(room.data() + i, 4), &word, 4);
        }
    }
    for (; i < room.size(); word += i % 4 == 3 ? k_step : 0, ++i) {
        room[i] = static_cast<std::uint8_t>(word >> 8 * (i % 4));
    }
}

inline bool is_pattern(Bytes bytes, std::uint32_t seed) {
    std::uint32_t word = first_word(seed);
    std::size_t i = 0;
    if (address_of(bytes.data()) % 4 == 0) {
#pragma clang loop unroll_count(8)
        for (; i + 4 <= bytes.size(); i += 4, word += k_step) {
            std::uint32_t there = 0;
            std::memcpy(&there, __builtin_assume_aligned(bytes.data() + i, 4), 4);
            if (there != word) {
                return false;
            }
        }
    }
    for (; i < bytes.size(); word += i % 4 == 3 ? k_step : 0, ++i) {
        if (bytes[i] != static_cast<std::uint8_t>(word >> 8 * (i % 4))) {
            return false;
        }
    }
    return true;
}

// Commands of rpc_subject.  Every answer has the board and the thread that gave it in parameter_offset (low word: board, high
// word: thread) and, in parameter_extra, how many requests the service has carried out in all.
enum class Ask : std::int32_t {
    exchange = 1910, // data: pattern of seed parameter_extra, checked; reply: parameter_size bytes of the next seed
    sleep,           // parameter_extra milliseconds
    headers,         // reply: the header as it came
    status,          // parameter_extra as status
    die,             // the thread ends without an answer, parameter_extra milliseconds later
    end,             // the process ends
    fault,           // the process does what it may not
    leave,           // the thread answers, then ends
    begin,           // a thread more for service number parameter_extra of this process
    out_of_order, // what the kernel says to a getreq now, and to crooked putreps; then the answer: errors, 4 bytes each
    nested,       // calls the service `back` with the data, returns its reply
};

} // namespace amoebox::scene
