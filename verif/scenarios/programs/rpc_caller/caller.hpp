// What the parts of rpc_caller share: one way (remote or local) to the same services, calls, and how a result is reported.
#pragma once

#include "verif/scenarios/programs/messages.hpp"

namespace amoebox::scene {

// One line for each thing that was tried: @case way=… name=… expected=… got=… good=0|1
void report(std::string_view name, std::string_view expected, std::string_view got);
void report(std::string_view name, std::uint32_t expected, std::uint32_t got);
// Where boards run by the wall's clock, `most` is later by patience(), and what depends on who comes first has two outcomes.
std::uint32_t patience();
void report_range(std::string_view name, std::uint32_t least, std::uint32_t most, std::uint32_t got);

// Services are called "remote-work", "local-work" and so on.
PutPort service(std::string_view name);
void set_way(std::string_view way);
bool is_remote();

struct Answer {
    Error error = Error::ok; // of the RPC layer
    Error status = Error::ok;
    std::uint32_t length = 0;
    std::uint32_t board = 0, thread = 0;
    std::uint32_t executed = 0;
    std::uint32_t size = 0; // with RPC_REPLYOVERFLOW: the size needed
    std::uint32_t cycles = 0;

    std::string_view verdict() const { return name(error != Error::ok ? error : status); }
};
Answer ask(const PutPort& port, Ask command, std::uint32_t extra = 0, Bytes data = {}, Room reply = {},
           std::uint32_t size = 0);

// Threads that call at the same time.
inline constexpr unsigned k_workers = 17;
struct Task {
    PutPort port;
    Ask command = Ask::sleep;
    std::uint32_t extra = 0;
    std::uint32_t locate = 2000; // its time-out, in milliseconds
    Answer answer;
};
void start_workers();
Task& launch(unsigned worker, const PutPort& port, Ask command, std::uint32_t extra, std::uint32_t locate = 2000);
void await(unsigned count); // so many of those launched

inline constexpr std::uint32_t k_most = 1 << 20;
inline constexpr std::uint32_t k_small = 72 << 10;
extern Room g_memory;     // one segment:
extern Room g_up, g_down; // k_small; k_most and a little

void sizes();
void errors();
void deaths();
void places();

} // namespace amoebox::scene
