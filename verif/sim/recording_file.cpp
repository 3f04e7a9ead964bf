#include "verif/sim/recording_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <limits>

namespace amoebox::sim {

namespace {

constexpr std::string_view k_magic = "amoebox recording 1\n";

class Writer {
  public:
    explicit Writer(const std::string& path) : out_(path, std::ios::binary) {}
    void number(std::uint64_t value) {
        for (unsigned i = 0; i < 8; ++i) {
            out_.put(static_cast<char>(value >> (8 * i)));
        }
    }
    void bytes(std::span<const std::uint8_t> data) {
        number(data.size());
        out_.write(reinterpret_cast<const char*>(data.data()), static_cast<std::streamsize>(data.size()));
    }
    void text(std::string_view data) { bytes({reinterpret_cast<const std::uint8_t*>(data.data()), data.size()}); }
    bool good() {
        out_.flush();
        return out_.good();
    }

  private:
    std::ofstream out_;
};

// A length that the file cannot hold makes the reader bad, and everything it gives from then on zero.
class Reader {
  public:
    explicit Reader(const std::string& path) : in_(path, std::ios::binary) {
        in_.seekg(0, std::ios::end);
        left_ = in_ ? static_cast<std::uint64_t>(in_.tellg()) : 0;
        in_.seekg(0);
    }
    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned i = 0; i < 8; ++i) {
            const int byte = in_.get();
            value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(byte)) << (8 * i);
        }
        return take(8) ? value : 0;
    }
    std::uint64_t count(std::uint64_t least_bytes) {
        const std::uint64_t value = number();
        good_ = good_ && value <= left_ / least_bytes;
        return good_ ? value : 0;
    }
    std::vector<std::uint8_t> bytes() {
        std::vector<std::uint8_t> data(count(1));
        in_.read(reinterpret_cast<char*>(data.data()), static_cast<std::streamsize>(data.size()));
        take(data.size());
        return data;
    }
    std::string text() {
        const auto data = bytes();
        return {data.begin(), data.end()};
    }
    bool good() const { return good_ && !in_.fail(); }

  private:
    bool take(std::uint64_t bytes) {
        good_ = good_ && bytes <= left_ && !in_.fail();
        left_ -= std::min(left_, bytes);
        return good_;
    }
    std::ifstream in_;
    std::uint64_t left_ = 0;
    bool good_ = true;
};

} // namespace

std::expected<void, std::string> write_recording(const std::string& path, const BoardSetup& setup,
                                                 const Recording& recording) {
    Writer out(path);
    out.text(k_magic);
    out.text(setup.name);
    out.number(setup.number);
    out.bytes(setup.mac);
    out.number(setup.ram_bytes);
    out.number(setup.seed);
    out.text(setup.defence);
    out.number(setup.rom.size());
    for (const std::uint32_t word : setup.rom) {
        out.number(word);
    }
    out.bytes(setup.image);
    out.number(recording.end);
    out.number(recording.inputs.size());
    for (const RecordedInput& input : recording.inputs) {
        out.number(input.cycle);
        out.number(static_cast<std::uint64_t>(input.kind));
        out.number(input.start);
        out.bytes(input.bytes);
    }
    out.number(recording.outputs.size());
    for (const RecordedOutput& output : recording.outputs) {
        out.number(output.cycle);
        out.number(output.hash);
    }
    if (!out.good()) {
        return std::unexpected(fmt::format("{}: cannot be written", path));
    }
    return {};
}

std::expected<RecordedBoard, std::string> read_recording(const std::string& path) {
    Reader in(path);
    if (in.text() != k_magic) {
        return std::unexpected(fmt::format("{}: is not a recording of this version", path));
    }
    RecordedBoard board;
    board.setup.name = in.text();
    board.setup.number = static_cast<std::uint16_t>(in.number());
    const auto mac = in.bytes();
    std::ranges::copy(std::span(mac).first(std::min<std::size_t>(mac.size(), 6)), board.setup.mac.begin());
    board.setup.ram_bytes = static_cast<std::uint32_t>(in.number());
    board.setup.seed = in.number();
    board.setup.defence = in.text();
    board.setup.rom.resize(in.count(8));
    for (std::uint32_t& word : board.setup.rom) {
        word = static_cast<std::uint32_t>(in.number());
    }
    board.setup.image = in.bytes();
    board.recording.end = in.number();
    board.recording.inputs.resize(in.count(32));
    for (RecordedInput& input : board.recording.inputs) {
        input.cycle = in.number();
        const std::uint64_t kind = in.number();
        input.kind = static_cast<RecordedInput::Kind>(std::min<std::uint64_t>(kind, 2));
        input.start = in.number();
        input.bytes = in.bytes();
        if (input.kind == RecordedInput::Kind::order && (input.bytes.size() != 1 || input.bytes[0] > 4)) {
            return std::unexpected(fmt::format("{}: is damaged", path));
        }
    }
    board.recording.outputs.resize(in.count(16));
    for (RecordedOutput& output : board.recording.outputs) {
        output.cycle = in.number();
        output.hash = in.number();
    }
    if (!in.good() || board.setup.ram_bytes > 64U << 20) {
        return std::unexpected(fmt::format("{}: is damaged", path));
    }
    return board;
}

std::expected<std::string, std::string> replay(Board& board, const Recording& recording, Cycle from, Cycle to,
                                               const std::string& fst) {
    to = std::min(to, recording.end);
    from = std::min(from, to);
    board.start_recording();
    const auto& inputs = recording.inputs;
    std::size_t next = 0;
    Cycle now = 0;
    bool waves = false;
    while (now < to) {
        while (next < inputs.size() && inputs[next].cycle <= now) {
            board.replay(inputs[next++]);
        }
        if (!fst.empty() && !waves && now >= from) {
            if (!board.open_waves(fst)) {
                return std::unexpected(fmt::format("{}: cannot be opened for waveforms", fst));
            }
            waves = true;
        }
        Cycle stop = std::min(to, now + 10'000);
        stop = next < inputs.size() ? std::min(stop, inputs[next].cycle) : stop;
        stop = !waves && now < from ? std::min(stop, from) : stop;
        board.run(now, stop);
        board.output().clear();
        now = stop;
    }
    board.close_waves();
    const auto until = [to](const std::vector<RecordedOutput>& all) {
        return std::span(all).first(static_cast<std::size_t>(
            std::ranges::find_if(all, [to](const RecordedOutput& o) { return o.cycle >= to; }) - all.begin()));
    };
    const auto expected = until(recording.outputs);
    const auto found = until(board.recording()->outputs);
    const auto [a, b] = std::ranges::mismatch(expected, found);
    if (a != expected.end() || b != found.end()) {
        const Cycle first = std::min(a != expected.end() ? a->cycle : to, b != found.end() ? b->cycle : to);
        return std::unexpected(
            fmt::format("board {}: the replay differs from the run, first in cycle {}", board.setup().name, first));
    }
    return fmt::format("board {}: {} cycles again, {} outputs equal{}", board.setup().name, to, found.size(),
                       fst.empty() ? "" : fmt::format("; {} has cycles {} to {}", fst, from, to));
}

} // namespace amoebox::sim
