// The official Ascon-CXOF128 vectors (ascon-c, CC0), read from verif/f/ascon_cxof128_kat.txt.
#pragma once

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace kat {

using Bytes = std::vector<std::uint8_t>;

inline constexpr std::size_t k_vectors = 1089;

struct Vector {
    Bytes message;
    Bytes customisation;
    Bytes digest;
};

inline Bytes from_hex(const std::string& hex) {
    Bytes bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes.push_back(static_cast<std::uint8_t>(std::stoul(hex.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

inline std::vector<Vector> read() {
    std::ifstream file("verif/f/ascon_cxof128_kat.txt");
    std::vector<Vector> vectors;
    for (std::string line; std::getline(file, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
            line.pop_back();
        }
        const auto equals = line.find('=');
        if (equals == std::string::npos) {
            continue;
        }
        const std::string name = line.substr(0, equals - 1);
        const std::string value = equals + 2 < line.size() ? line.substr(equals + 2) : "";
        if (name == "Count") {
            vectors.emplace_back();
        } else if (name == "Msg") {
            vectors.back().message = from_hex(value);
        } else if (name == "Z") {
            vectors.back().customisation = from_hex(value);
        } else if (name == "MD") {
            vectors.back().digest = from_hex(value);
        }
    }
    if (vectors.size() != k_vectors) {
        throw std::runtime_error("verif/f/ascon_cxof128_kat.txt does not hold 1,089 vectors");
    }
    return vectors;
}

} // namespace kat
