#include "verif/whole/target.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

#include "verif/sim/models.hpp"

namespace amoebox::sim {

namespace {

std::string_view environment(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr ? value : "";
}

} // namespace

TargetKind target_kind() {
    return {.patience = 1000}; // as on a card (tools/boards/cards.cpp)
}

std::expected<std::vector<std::uint8_t>, std::string> make_image(const Places& places, const ImageRequest& request) {
    if (const std::string_view cards = environment("AMOEBOX_CARDS"); !cards.empty()) {
        return read_bytes(fmt::format("{}/{}.img", cards, request.board));
    }
    return make_image_of(places, places.target(), request);
}

std::expected<std::vector<std::uint32_t>, std::string> load_rom(const Places& places) {
    const auto bytes = read_bytes(places.target() + "/firmware.bin");
    if (!bytes) {
        return std::unexpected(bytes.error() + ": make programs");
    }
    return to_words(*bytes);
}

std::expected<Whole, std::string> whole() {
    const std::string_view named = environment("AMOEBOX_WHOLE");
    const std::size_t colon = named.find(':');
    Whole wanted{.name = std::string(named.substr(0, colon))};
    if (colon != std::string_view::npos) {
        const auto read = std::from_chars(named.data() + colon + 1, named.data() + named.size(), wanted.ahead);
        if (read.ec != std::errc{} || read.ptr != named.data() + named.size() || wanted.ahead > 1000) {
            return std::unexpected(fmt::format("AMOEBOX_WHOLE={}: expected NAME or NAME:MILLISECONDS", named));
        }
        wanted.ahead *= k_hertz / 1000;
    }
    return wanted;
}

std::expected<std::unique_ptr<Board>, std::string> make_simulated(BoardSetup setup) {
    return setup.defence == "wire" ? make_board_wire(std::move(setup)) : make_board_box(std::move(setup));
}

std::string other_defence(const BoardSetup& setup, std::string_view what, std::string_view built) {
    return fmt::format("board \"{}\" has defence \"{}\"; the {} of this program is built with \"{}\"", setup.name,
                       setup.defence, what, built);
}

} // namespace amoebox::sim
