// Stand-in for lib/rpc's Engine with local services only (temporary, -DAMOEBOX_LOCAL_ONLY).
#pragma once
#include "lib/rpc/types.hpp"
#include "gen/errors.hpp"
namespace amoebox::rpc {
template <class Env, class Limits = DefaultLimits, class Defences = AllDefences, class Timing = DefaultTiming>
class Engine {
  public:
    using Buffer = typename Env::Buffer;
    using Call = BasicCall<Buffer>;
    using Receiver = BasicReceiver<Buffer>;
    explicit Engine(Env& env) : env_(env) {}
    std::int32_t call(Call&) { return static_cast<std::int32_t>(Error::rpc_notfound); }
    bool cancel(Call&) { return true; }
    std::int32_t open(const GetPort4& g) {
        for (unsigned i = 0; i < 64; ++i) if (s_[i].members && s_[i].g == g) { ++s_[i].members; return int(i); }
        for (unsigned i = 0; i < 64; ++i) if (!s_[i].members) { auto a = env_.arm(g, 0, 0); if (a.code) return -5; s_[i] = {}; s_[i].members = 1; s_[i].g = g; s_[i].p = a.port; s_[i].entry = a.entry; return int(i); }
        return -5;
    }
    void close(std::uint8_t i) { if (--s_[i].members == 0) { env_.disarm(s_[i].entry, true); s_[i] = {}; } }
    const PutPort4& put_port(std::uint8_t i) const { return s_[i].p; }
    const GetPort4& get_port(std::uint8_t i) const { return s_[i].g; }
    std::uint8_t find(const PutPort4& p) const { for (unsigned i = 0; i < 64; ++i) if (s_[i].members && s_[i].p == p) return static_cast<std::uint8_t>(i); return 0xFF; }
    std::int32_t getreq(Receiver& r, std::uint8_t i) {
        auto& s = s_[i];
        if (s.rf) { Request* q = s.rf; s.rf = q->next; q->queued = false; --s.n; r.local = q; return 0; }
        r.next = nullptr; r.service = i; r.state = Receiver::State::waiting;
        Receiver** at = &s.tf; while (*at) at = &(*at)->next; *at = &r; return 1;
    }
    std::int32_t putrep(Receiver&, const Message&, Buffer, std::uint32_t) { return static_cast<std::int32_t>(Error::rpc_sequence); }
    void leave(Receiver& r) { if (r.state == Receiver::State::waiting) { Receiver** at = &s_[r.service].tf; while (*at && *at != &r) at = &(*at)->next; if (*at) *at = r.next; r.state = Receiver::State::idle; } }
    Receiver* take(std::uint8_t i) { Receiver* r = s_[i].tf; if (r) { s_[i].tf = r->next; r->state = Receiver::State::idle; } return r; }
    std::int32_t enqueue(std::uint8_t i, Request& q) { auto& s = s_[i]; if (s.n == 16) return static_cast<std::int32_t>(Error::rpc_busy); ++s.n; q.next = nullptr; q.service = i; q.queued = true; Request** at = &s.rf; while (*at) at = &(*at)->next; *at = &q; return 1; }
    void dequeue(Request& q) { auto& s = s_[q.service]; Request** at = &s.rf; while (*at && *at != &q) at = &(*at)->next; if (*at) { *at = q.next; q.queued = false; --s.n; } }
    void sent(std::uint16_t, std::uint8_t, std::uint8_t) {}
    void frame(const std::uint8_t*, std::uint32_t) {}
    void tick() {}
    static constexpr Ticks k_never = 0;
    Ticks next_deadline() const { return 0; }
    const Stats& stats() const { return stats_; }
    struct Use { unsigned slots, jobs, contexts, services, places_locating, entries, peers; };
    Use use() const { return {}; }
  private:
    struct S { unsigned members = 0; GetPort4 g; PutPort4 p; std::uint8_t entry = 0; Receiver* tf = nullptr; Request* rf = nullptr; unsigned n = 0; };
    Env& env_; Stats stats_; std::array<S, 64> s_{};
};
}
