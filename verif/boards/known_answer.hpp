// A known answer of the firmware's self-test that is another.
#pragma once

#include <catch2/catch.hpp>

#include <cstdint>
#include <cstring>

#include "firmware/node/board/known_answers.hpp"

namespace amoebox::bench {

// Inverts a bit of the last known answer, which must stand in the boot ROM exactly once.
template <typename Rom>
void break_known_answer(Rom& rom) {
    std::uint32_t begin = 0;
    std::memcpy(&begin, k_known_answers.back().value.data(), sizeof begin);
    unsigned found = 0;
    for (auto& word : rom) {
        if (word == begin) {
            word ^= 0x100;
            ++found;
        }
    }
    REQUIRE(found == 1);
}

} // namespace amoebox::bench
