#include "verif/sim/target.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace amoebox::sim {

std::expected<std::vector<std::uint8_t>, std::string> read_bytes(const std::string& path) {
    std::error_code error;
    std::ifstream in(path, std::ios::binary);
    if (!in || std::filesystem::is_directory(path, error)) {
        return std::unexpected(path + ": cannot be read");
    }
    return std::vector<std::uint8_t>(std::istreambuf_iterator<char>(in), {});
}

std::vector<std::uint32_t> to_words(const std::vector<std::uint8_t>& bytes) {
    std::vector<std::uint32_t> words((bytes.size() + 3) / 4);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        words[i / 4] |= static_cast<std::uint32_t>(bytes[i]) << (8 * (i % 4));
    }
    return words;
}

} // namespace amoebox::sim
