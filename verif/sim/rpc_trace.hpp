// Where the cycles of every RPC go: TRACE words of kernels and frames on links become spans (docs/simulator.md), in
// Chrome's trace format, which Perfetto opens.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "verif/sim/network.hpp"

namespace amoebox::sim {

// The moments of one remote call, in their order.
enum class Moment : std::uint8_t {
    trans,
    request_out,
    request_begin, // on the wire
    request_end,   // at the server's board
    request_in,
    getreq,
    putrep,
    reply_out,
    reply_begin,
    reply_end,
    reply_in,
    done,
};
inline constexpr std::size_t k_moments = 12;

struct Call {
    std::size_t client = 0;
    std::optional<std::size_t> server;
    std::uint32_t id = 0; // low 24 bits of the transaction number
    std::array<std::optional<Cycle>, k_moments> at;
    std::optional<Cycle> operator[](Moment moment) const { return at[static_cast<std::size_t>(moment)]; }
};

class RpcTrace : public Watcher {
  public:
    explicit RpcTrace(std::vector<std::string> boards) : boards_(std::move(boards)) {}

    void frame(Direction direction, std::size_t board, Cycle begin, Cycle end, const Frame& frame,
               std::string_view verdict) override;
    void trace(std::size_t board, Cycle cycle, std::uint32_t word) override;

    // All calls that were begun, complete or not.
    std::vector<Call> calls() const;
    // False: the file could not be written.
    bool write(const std::string& path) const;
    // Median cycles of each part over the complete calls: (name, cycles); empty if there were none.
    std::vector<std::pair<std::string, Cycle>> medians() const;

  private:
    struct Event {
        Cycle cycle;
        std::size_t board;
        std::uint64_t sequence;
        enum class Kind : std::uint8_t { word, sent, received } kind;
        std::uint32_t id;     // transaction, or thread for TRACE_TRANS
        std::uint32_t code;   // of a word; of a frame its kind
        Cycle begin;          // of a frame
        std::size_t source;   // of a frame: the sending board
        std::uint32_t length; // of a frame
    };
    std::vector<std::string> boards_;
    std::vector<Event> events_;
};

} // namespace amoebox::sim
