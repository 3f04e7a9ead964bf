// Two clocks that are not related: the order of their edges from periods and phases in femtoseconds.
#pragma once

#include <cstdint>

namespace amoebox::eth {

inline constexpr std::int64_t k_period = 8'000'000; // 125 MHz

// A period that is so many millionths faster.
constexpr std::int64_t period_ppm(std::int64_t faster) {
    return k_period - k_period / 1'000'000 * faster;
}

// Calls edge_a and edge_b (rising edges; the model is evaluated inside) in the order of time.
class TwoClocks {
  public:
    TwoClocks(std::int64_t period_a, std::int64_t period_b, std::int64_t phase_b)
        : period_a_(period_a), period_b_(period_b), next_b_(phase_b) {}

    template <class A, class B>
    void step(A&& edge_a, B&& edge_b) {
        if (next_a_ <= next_b_) {
            now_ = next_a_;
            next_a_ += period_a_;
            edge_a();
        } else {
            now_ = next_b_;
            next_b_ += period_b_;
            edge_b();
        }
    }
    void set_periods(std::int64_t a, std::int64_t b) {
        period_a_ = a;
        period_b_ = b;
    }
    // Clock b stands still for so long.
    void pause_b(std::int64_t time) { next_b_ += time; }
    std::int64_t now() const { return now_; }

  private:
    std::int64_t period_a_, period_b_;
    std::int64_t next_a_ = 0, next_b_;
    std::int64_t now_ = 0;
};

} // namespace amoebox::eth
