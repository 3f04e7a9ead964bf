// The random generator: see random.hpp.
#include "kernel/random.hpp"

#include <array>

#include "kernel/platform/platform.hpp"
#include "lib/f/f.hpp"

namespace amoebox::kernel {

namespace {

constexpr unsigned k_pool = 32;

ascon::State g_state;
unsigned g_round = 0; // of the permutation under way
std::array<rpc::GetPort4, k_pool> g_pool;
unsigned g_ready = 0; // ports in the pool
rpc::GetPort4 g_making;

// 32 bits of the board's entropy, if there are any.
std::uint32_t entropy() {
    std::uint32_t word = 0;
    return platform::entropy(word) ? word : 0;
}

// One round; true: the state has been permuted and its first word may be taken.
bool step() {
    if (g_round == 0) {
        g_state[2] ^= entropy();
    }
    ascon::round(g_state, g_round);
    g_round = g_round + 1 == ascon::k_rounds ? 0 : g_round + 1;
    return g_round == 0;
}

// The rate is 128 bits as in Ascon-128a: 192 bits of the state are never seen.
struct Words {
    std::uint64_t low, high;
};
Words take() {
    const Words words{g_state[0], g_state[1]};
    g_state[0] = 0; // who sees the state later cannot go back
    g_state[1] = 0;
    return words;
}

// A port of one permutation; false: null, by an incredible chance.
bool make(const Words& words) {
    const std::uint32_t halves[4] = {
        static_cast<std::uint32_t>(words.low), static_cast<std::uint32_t>(words.low >> 32),
        static_cast<std::uint32_t>(words.high), static_cast<std::uint32_t>(words.high >> 32)};
    constexpr unsigned k_words = rpc::GetPort4::k_words;
    for (unsigned i = 0; i < k_words; ++i) {
        g_making.word[i] = halves[i];
    }
    g_making.word[k_words - 1] &= 0xFFFF; // the spare bytes are zero
    return !g_making.is_null();
}

} // namespace

void random_start() {
    g_state = k_start_states[static_cast<std::size_t>(Use::random)];
    // 256 bits of entropy before anything is drawn.
    for (unsigned words = 0; words < 8;) {
        if (std::uint32_t word = 0; platform::entropy(word)) {
            g_state[words / 2] ^= std::uint64_t{word} << (words % 2 * 32);
            ++words;
        }
    }
    ascon::permute12(g_state);
    static_cast<void>(take());
}

namespace {

[[gnu::noinline, gnu::cold]] Words permuted() {
    while (!step()) {
    }
    return take();
}

} // namespace

std::uint64_t random_word() {
    return permuted().low;
}

rpc::GetPort4 random_port() {
    if (g_ready != 0) {
        return g_pool[--g_ready];
    }
    while (!make(permuted())) {
    }
    return g_making;
}

bool random_full() {
    return g_ready == k_pool;
}

bool random_idle_step() {
    if (!step() || !make(take())) {
        return false;
    }
    g_pool[g_ready++] = g_making;
    return true;
}

} // namespace amoebox::kernel
