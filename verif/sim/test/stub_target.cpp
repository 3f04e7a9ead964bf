// The simulator around sim_board_stub: a program line "stub key=value ..." becomes the words of its image.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <sstream>

#include "Vsim_board_stub.h"
#include "Vsim_board_stub___024root.h"
#ifdef SIM_WAVES
#include <verilated_fst_c.h>
#endif
#include "verif/sim/board_model.hpp"
#include "verif/sim/target.hpp"

namespace amoebox::sim {

TargetKind target_kind() {
    return {};
}

std::expected<std::unique_ptr<Board>, std::string> make_board(BoardSetup setup) {
#ifdef SIM_WAVES
    return std::make_unique<BoardModel<Vsim_board_stub, VerilatedFstC>>(std::move(setup));
#else
    return std::make_unique<BoardModel<Vsim_board_stub>>(std::move(setup));
#endif
}

std::expected<std::vector<std::uint8_t>, std::string> make_image(const Places& /*places*/,
                                                                 const ImageRequest& request) {
    static constexpr std::array<std::string_view, 6> k_keys = {"period", "length", "to", "life", "status", "flags"};
    std::vector<std::uint8_t> image(32);
    image[4] = 60; // bytes of payload
    for (const std::string& run : request.runs) {
        std::istringstream in(run);
        std::string word;
        in >> word;
        while (in >> word) {
            const std::size_t equals = word.find('=');
            const auto* const key = std::ranges::find(k_keys, word.substr(0, equals));
            std::uint32_t value = 0;
            if (equals == std::string::npos || key == k_keys.end() ||
                std::from_chars(word.data() + equals + 1, word.data() + word.size(), value).ec != std::errc{}) {
                return std::unexpected(fmt::format("the stub does not know '{}'", word));
            }
            for (unsigned i = 0; i < 4; ++i) {
                image[static_cast<std::size_t>(4 * (key - k_keys.begin())) + i] =
                    static_cast<std::uint8_t>(value >> (8 * i));
            }
        }
    }
    const std::string text = fmt::format("{} is up\nhello\n", request.board);
    image.insert(image.end(), text.begin(), text.end());
    image.push_back(0);
    for (const auto& [name, path] : request.files) {
        const auto bytes = read_bytes(path);
        if (!bytes) {
            return std::unexpected(bytes.error());
        }
        image.insert(image.end(), bytes->begin(), bytes->end());
    }
    return image;
}

std::expected<std::vector<std::uint32_t>, std::string> load_rom(const Places& /*places*/) {
    return std::vector<std::uint32_t>(4096, 0x12345678);
}

} // namespace amoebox::sim
