// The real node: the boot ROM and the Verilated models.
#include <fmt/format.h>

#include "verif/sim/models.hpp"
#include "verif/sim/target.hpp"

namespace amoebox::sim {

TargetKind target_kind() {
    return {};
}

std::expected<std::vector<std::uint8_t>, std::string> make_image(const Places& places, const ImageRequest& request) {
    return make_image_of(places, places.target(), request);
}

std::expected<std::vector<std::uint32_t>, std::string> load_rom(const Places& places) {
    const std::string path = places.target() + "/firmware.bin";
    const auto bytes = read_bytes(path);
    if (!bytes) {
        return std::unexpected(bytes.error() + ": make programs");
    }
    if (bytes->size() > 16'384) {
        return std::unexpected(fmt::format("{} has {} bytes, the boot ROM only 16384", path, bytes->size()));
    }
    return to_words(*bytes);
}

std::expected<std::unique_ptr<Board>, std::string> make_board(BoardSetup setup) {
    return setup.defence == "wire" ? make_board_wire(std::move(setup)) : make_board_box(std::move(setup));
}

} // namespace amoebox::sim
