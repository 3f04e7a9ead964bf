// Writes what firmware/image.hpp reads: packed ELF files and boot images.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "firmware/image.hpp"

namespace amoebox::image {

using Bytes = std::vector<std::uint8_t>;

struct Blob {
    EntryKind kind;
    std::string name;
    Bytes bytes;
};

inline void pad(Bytes& bytes, std::size_t to) {
    while (bytes.size() % to != 0) {
        bytes.push_back(0);
    }
}

inline void put(Bytes& bytes, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
}

// The checksum of an image as it is.
inline void seal(Bytes& image) {
    const auto tables = std::make_unique<Crc32::Tables>();
    Crc32::make(*tables);
    std::vector<std::uint32_t> words((image.size() - k_checked_from) / 4);
    std::memcpy(words.data(), image.data() + k_checked_from, words.size() * 4);
    put(image, 8, Crc32::of(*tables, words));
}

// Only what a loader needs of an ELF file: its header, the program headers and what they load; no symbols.
inline Bytes pack(const Bytes& file, const Elf& elf) {
    constexpr std::size_t k_header = 52;
    constexpr std::size_t k_entry = 32;
    Bytes packed(file.begin(), file.begin() + k_header);
    packed.resize(k_header + elf.segments().size() * k_entry);
    put(packed, 28, k_header);                                          // program headers
    put(packed, 32, 0);                                                 // no sections
    put(packed, 44, static_cast<std::uint32_t>(elf.segments().size())); // so many program headers
    put(packed, 48, 0);
    std::size_t at = k_header;
    for (const Segment& segment : elf.segments()) {
        const auto offset = static_cast<std::uint32_t>(packed.size());
        const std::array<std::uint32_t, 8> words = {1,
                                                    offset,
                                                    segment.address,
                                                    segment.address,
                                                    segment.file_size,
                                                    segment.memory_size,
                                                    4U | (segment.write ? 2U : 0U) | (segment.execute ? 1U : 0U),
                                                    4};
        for (std::size_t i = 0; i < words.size(); ++i) {
            put(packed, at + 4 * i, words[i]);
        }
        at += k_entry;
        packed.insert(packed.end(), file.begin() + segment.offset, file.begin() + segment.offset + segment.file_size);
        pad(packed, 4);
    }
    return packed;
}

inline Bytes build(const Bytes& kernel, const std::vector<Blob>& blobs, std::size_t port_bytes) {
    Bytes image(sizeof(Header));
    const auto kernel_at = static_cast<std::uint32_t>(image.size());
    image.insert(image.end(), kernel.begin(), kernel.end());
    pad(image, 32);
    const auto entries_at = static_cast<std::uint32_t>(image.size());
    image.resize(image.size() + blobs.size() * sizeof(Entry));
    pad(image, 32);
    std::size_t entry = entries_at;
    for (const Blob& blob : blobs) {
        put(image, entry, static_cast<std::uint32_t>(blob.kind));
        put(image, entry + 4, static_cast<std::uint32_t>(image.size()));
        put(image, entry + 8, static_cast<std::uint32_t>(blob.bytes.size()));
        std::ranges::copy(blob.name, image.begin() + static_cast<std::ptrdiff_t>(entry + 12));
        entry += sizeof(Entry);
        image.insert(image.end(), blob.bytes.begin(), blob.bytes.end());
        pad(image, 32);
    }
    put(image, 0, k_magic);
    put(image, 4, static_cast<std::uint32_t>(image.size()));
    put(image, 12, k_version | static_cast<std::uint32_t>(port_bytes) << 16);
    put(image, 16, kernel_at);
    put(image, 20, static_cast<std::uint32_t>(kernel.size()));
    put(image, 24, entries_at);
    put(image, 28, static_cast<std::uint32_t>(blobs.size()));
    seal(image);
    return image;
}

} // namespace amoebox::image
