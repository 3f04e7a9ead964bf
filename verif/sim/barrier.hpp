// Where host threads meet between quanta: spin a little, then yield, then sleep.  A pure spin barrier loses up to ten
// times when something else runs on the machine.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

namespace amoebox::sim {

class Barrier {
  public:
    explicit Barrier(unsigned threads) : threads_(threads), waiting_(0), round_(0) {}

    void wait() {
        const std::uint32_t round = round_.load(std::memory_order_relaxed);
        if (waiting_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
            waiting_.store(0, std::memory_order_relaxed);
            round_.store(round + 1, std::memory_order_release);
            if (sleepers_.load(std::memory_order_seq_cst) != 0) {
                round_.notify_all();
            }
            return;
        }
        for (int i = 0; i < k_spins; ++i) {
            if (round_.load(std::memory_order_acquire) != round) {
                return;
            }
            __builtin_ia32_pause();
        }
        for (int i = 0; i < k_yields; ++i) {
            if (round_.load(std::memory_order_acquire) != round) {
                return;
            }
            std::this_thread::yield();
        }
        sleepers_.fetch_add(1, std::memory_order_seq_cst);
        round_.wait(round, std::memory_order_seq_cst);
        sleepers_.fetch_sub(1, std::memory_order_seq_cst);
    }

  private:
    static constexpr int k_spins = 2000;
    static constexpr int k_yields = 200;
    const unsigned threads_;
    alignas(64) std::atomic<std::uint32_t> waiting_;
    alignas(64) std::atomic<std::uint32_t> round_;
    alignas(64) std::atomic<std::uint32_t> sleepers_{0};
};

} // namespace amoebox::sim
