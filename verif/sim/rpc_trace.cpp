#include "verif/sim/rpc_trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <span>
#include <tuple>

#include "gen/frame.hpp"
#include "gen/registers.hpp"

namespace amoebox::sim {

namespace {

std::uint32_t number_at(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        value = value << 8 | bytes[at + i];
    }
    return value;
}

constexpr std::uint32_t k_request = static_cast<std::uint32_t>(frame::Kind::request);
constexpr std::uint32_t k_reply = static_cast<std::uint32_t>(frame::Kind::reply);

struct Part {
    const char* name;
    Moment from;
    Moment to;
    enum class Where : std::uint8_t { client, wire, server } where;
};
constexpr std::array<Part, 11> k_parts = {{
    {"client kernel (send)", Moment::trans, Moment::request_out, Part::Where::client},
    {"client box (send)", Moment::request_out, Moment::request_begin, Part::Where::client},
    {"wire (request)", Moment::request_begin, Moment::request_end, Part::Where::wire},
    {"server box (receive)", Moment::request_end, Moment::request_in, Part::Where::server},
    {"server kernel (receive)", Moment::request_in, Moment::getreq, Part::Where::server},
    {"server", Moment::getreq, Moment::putrep, Part::Where::server},
    {"server kernel (send)", Moment::putrep, Moment::reply_out, Part::Where::server},
    {"server box (send)", Moment::reply_out, Moment::reply_begin, Part::Where::server},
    {"wire (reply)", Moment::reply_begin, Moment::reply_end, Part::Where::wire},
    {"client box (receive)", Moment::reply_end, Moment::reply_in, Part::Where::client},
    {"client kernel (receive)", Moment::reply_in, Moment::done, Part::Where::client},
}};

// Finds the call that a moment belongs to: the earliest which has the moment before it, but not this one.
class Matcher {
  public:
    explicit Matcher(std::vector<Call>& calls) : calls_(calls) {}
    void begin(std::size_t call, std::size_t client, std::uint32_t id) { of_client_[{client, id}].push_back(call); }
    void arrived(std::size_t call, std::size_t server, std::uint32_t id) { of_server_[{server, id}].push_back(call); }
    // The call's index, or nothing.
    std::optional<std::size_t> note(bool at_client, std::size_t board, std::uint32_t id, Moment moment, Cycle cycle) {
        auto& of = at_client ? of_client_ : of_server_;
        const auto found = of.find({board, id});
        if (found == of.end()) {
            return std::nullopt;
        }
        const auto m = static_cast<std::size_t>(moment);
        for (const std::size_t call : found->second) {
            auto& at = calls_[call].at;
            if (!at[m] && at[m - 1]) {
                at[m] = cycle;
                return call;
            }
        }
        return std::nullopt;
    }
    // A call's end is noted whatever happened to it between (a local one has no frames).
    void end(std::size_t client, std::uint32_t id, Cycle cycle) {
        if (const auto found = of_client_.find({client, id}); found != of_client_.end() && !found->second.empty()) {
            auto& done = calls_[found->second.back()].at.back();
            done = done ? done : cycle;
        }
    }

  private:
    std::vector<Call>& calls_;
    std::map<std::pair<std::size_t, std::uint32_t>, std::vector<std::size_t>> of_client_;
    std::map<std::pair<std::size_t, std::uint32_t>, std::vector<std::size_t>> of_server_;
};

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
        }
        result += c;
    }
    return result;
}

} // namespace

void RpcTrace::trace(std::size_t board, Cycle cycle, std::uint32_t word) {
    events_.push_back({cycle, board, events_.size(), Event::Kind::word, word & 0xffffff, word >> 24, 0, board, 0});
}

void RpcTrace::frame(Direction direction, std::size_t board, Cycle begin, Cycle end, const Frame& frame,
                     std::string_view verdict) {
    const std::span<const std::uint8_t> bytes(frame.bytes);
    if (bytes.size() < frame::header_size || number_at(bytes, frame::at_ethertype, 2) != frame::ethertype ||
        (direction == Direction::down && begin == end) || verdict == "board is not running") {
        return;
    }
    const std::uint32_t kind = bytes[frame::at_kind];
    if (kind != k_request && kind != k_reply) {
        return;
    }
    if (direction == Direction::down) { // what is flooded or mirrored to another board is not received by it
        const Mac mine = mac_of(board);
        if (!std::ranges::equal(bytes.first(6), mine)) {
            return;
        }
    }
    std::size_t source = boards_.size();
    for (std::size_t i = 0; i < boards_.size(); ++i) {
        if (std::ranges::equal(bytes.subspan(frame::at_source, 6), mac_of(i))) {
            source = i;
        }
    }
    events_.push_back({direction == Direction::up ? begin : end, board, events_.size(),
                       direction == Direction::up ? Event::Kind::sent : Event::Kind::received,
                       number_at(bytes, frame::at_transaction, 4) & 0xffffff, kind, begin, source,
                       number_at(bytes, frame::at_length, 2)});
}

std::vector<Call> RpcTrace::calls() const {
    std::vector<Event> events = events_;
    std::ranges::sort(events, {}, [](const Event& e) { return std::tuple(e.cycle, e.board, e.sequence); });
    std::vector<Call> calls;
    Matcher matcher(calls);
    std::vector<std::optional<Cycle>> entered(boards_.size());
    for (const Event& e : events) {
        if (e.kind == Event::Kind::sent) {
            matcher.note(e.code == k_request, e.board, e.id,
                         e.code == k_request ? Moment::request_begin : Moment::reply_begin, e.cycle);
            continue;
        }
        if (e.kind == Event::Kind::received) {
            const std::size_t client = e.code == k_request ? e.source : e.board;
            const auto call = matcher.note(true, client, e.id,
                                           e.code == k_request ? Moment::request_end : Moment::reply_end, e.cycle);
            if (call && e.code == k_request) {
                calls[*call].server = e.board;
                matcher.arrived(*call, e.board, e.id);
            }
            continue;
        }
        switch (e.code) {
        case hw::trace_trans:
            entered[e.board] = e.cycle;
            break;
        case hw::trace_number:
            calls.push_back({.client = e.board, .server = {}, .id = e.id, .at = {}});
            calls.back().at[0] = entered[e.board].value_or(e.cycle);
            entered[e.board].reset();
            matcher.begin(calls.size() - 1, e.board, e.id);
            break;
        case hw::trace_request_out:
            matcher.note(true, e.board, e.id, Moment::request_out, e.cycle);
            break;
        case hw::trace_request_in:
            matcher.note(false, e.board, e.id, Moment::request_in, e.cycle);
            break;
        case hw::trace_getreq:
            matcher.note(false, e.board, e.id, Moment::getreq, e.cycle);
            break;
        case hw::trace_putrep:
            matcher.note(false, e.board, e.id, Moment::putrep, e.cycle);
            break;
        case hw::trace_reply_out:
            matcher.note(false, e.board, e.id, Moment::reply_out, e.cycle);
            break;
        case hw::trace_reply_in:
            matcher.note(true, e.board, e.id, Moment::reply_in, e.cycle);
            break;
        case hw::trace_done:
            matcher.end(e.board, e.id, e.cycle);
            break;
        default:
            break;
        }
    }
    return calls;
}

bool RpcTrace::write(const std::string& path) const {
    std::FILE* file = std::fopen(path.c_str(), "w");
    if (file == nullptr) {
        return false;
    }
    std::string out = "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n";
    const auto time = [](Cycle cycle) { return fmt::format("{}.{:02}", cycle / 50, cycle % 50 * 2); };
    const auto name_process = [&](std::size_t pid, std::string_view name) {
        out += fmt::format(R"({{"ph":"M","name":"process_name","pid":{},"tid":0,"args":{{"name":"{}"}}}},)"
                           "\n",
                           pid, escaped(name));
    };
    name_process(1, "wire");
    for (std::size_t i = 0; i < boards_.size(); ++i) {
        name_process(i + 2, "board " + boards_[i]);
    }
    const auto span = [&](std::string_view name, std::size_t pid, std::size_t tid, Cycle from, Cycle to,
                          std::uint32_t id) {
        out += fmt::format(
            R"({{"ph":"X","name":"{}","pid":{},"tid":{},"ts":{},"dur":{},"args":{{"cycles":{},"from":{},"transaction":{}}}}},)"
            "\n",
            name, pid, tid, time(from), time(to - from), to - from, from, id);
    };
    for (const Call& call : calls()) {
        const std::size_t slot = call.id % 64;
        const std::size_t lane = 100 + 64 * call.client + slot;
        const auto begin = call[Moment::trans];
        const auto end = call[Moment::done];
        if (begin && end) {
            span(call.server ? "trans to " + escaped(boards_[*call.server]) : "trans", call.client + 2, 1 + slot,
                 *begin, *end, call.id);
        }
        for (const Part& part : k_parts) {
            const auto from = call[part.from];
            const auto to = call[part.to];
            if (!from || !to || *to < *from || (part.where == Part::Where::server && !call.server)) {
                continue;
            }
            const bool client = part.where == Part::Where::client;
            const std::size_t pid = client ? call.client + 2 : part.where == Part::Where::wire ? 1 : *call.server + 2;
            span(part.name, pid, client ? 1 + slot : lane, *from, *to, call.id);
        }
    }
    out += R"({"ph":"M","name":"process_sort_index","pid":1,"tid":0,"args":{"sort_index":99}}]})"
           "\n";
    const bool good = std::fwrite(out.data(), 1, out.size(), file) == out.size();
    return std::fclose(file) == 0 && good;
}

std::vector<std::pair<std::string, Cycle>> RpcTrace::medians() const {
    std::array<std::vector<Cycle>, k_parts.size() + 1> samples;
    for (const Call& call : calls()) {
        if (!std::ranges::all_of(call.at, [](const auto& at) { return at.has_value(); })) {
            continue;
        }
        for (std::size_t i = 0; i < k_parts.size(); ++i) {
            samples[i].push_back(*call[k_parts[i].to] - *call[k_parts[i].from]);
        }
        samples.back().push_back(*call[Moment::done] - *call[Moment::trans]);
    }
    std::vector<std::pair<std::string, Cycle>> result;
    for (std::size_t i = 0; i < samples.size() && !samples[i].empty(); ++i) {
        std::ranges::sort(samples[i]);
        result.emplace_back(i < k_parts.size() ? k_parts[i].name : "whole call", samples[i][samples[i].size() / 2]);
    }
    if (!result.empty()) {
        result.emplace_back("calls", samples.back().size());
    }
    return result;
}

} // namespace amoebox::sim
