// mkimage: makes a boot image (firmware/image.hpp) of a kernel, programs, files, ports and lines to run.  It draws no secrets itself.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <expected>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "firmware/image.hpp"
#include "gen/profile.hpp"

namespace {

using namespace amoebox::image;
using Bytes = std::vector<std::uint8_t>;

template <typename T>
using Result = std::expected<T, std::string>;

struct Blob {
    EntryKind kind;
    std::string name;
    Bytes bytes;
};

Result<Bytes> read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in || std::filesystem::is_directory(path)) {
        return std::unexpected(path + " cannot be read");
    }
    return Bytes(std::istreambuf_iterator<char>(in), {});
}

Result<std::pair<std::string, std::string>> split(const std::string& text, const char* what) {
    const auto at = text.find('=');
    if (at == std::string::npos || at == 0 || at >= sizeof(Entry::name)) {
        return std::unexpected("'" + text + "' is not " + what + " with a NAME of 1 to 35 characters");
    }
    return std::pair(text.substr(0, at), text.substr(at + 1));
}

Result<Bytes> hex(const std::string& text) {
    Bytes bytes;
    if (text.size() % 2 != 0) {
        return std::unexpected("a port has an odd number of hexadecimal digits");
    }
    for (std::size_t i = 0; i < text.size(); i += 2) {
        unsigned value = 0;
        for (const char c : text.substr(i, 2)) {
            const auto digit = std::string_view("0123456789abcdef").find(static_cast<char>(std::tolower(c)));
            if (digit == std::string_view::npos) {
                return std::unexpected("a port has a character that is no hexadecimal digit");
            }
            value = value * 16 + static_cast<unsigned>(digit);
        }
        bytes.push_back(static_cast<std::uint8_t>(value));
    }
    return bytes;
}

void pad(Bytes& bytes, std::size_t to) {
    while (bytes.size() % to != 0) {
        bytes.push_back(0);
    }
}

void put(Bytes& bytes, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
}

// Only what a loader needs of an ELF file: its header, the program headers and what they load; no symbols.
Bytes pack(const Bytes& file, const Elf& elf) {
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

Bytes build(const Bytes& kernel, const std::vector<Blob>& blobs) {
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
    put(image, 12, k_version | static_cast<std::uint32_t>(amoebox::port_bytes) << 16);
    put(image, 16, kernel_at);
    put(image, 20, static_cast<std::uint32_t>(kernel.size()));
    put(image, 24, entries_at);
    put(image, 28, static_cast<std::uint32_t>(blobs.size()));
    const auto tables = std::make_unique<Crc32::Tables>();
    Crc32::make(*tables);
    std::vector<std::uint32_t> words((image.size() - k_checked_from) / 4);
    std::memcpy(words.data(), image.data() + k_checked_from, words.size() * 4);
    put(image, 8, Crc32::of(*tables, words));
    return image;
}

struct Options {
    std::string out, kernel;
    std::vector<std::string> programs, files, gets, puts, runs;
};

Result<void> make(const Options& options) {
    std::vector<Blob> blobs;
    std::set<std::pair<EntryKind, std::string>> names;
    const auto add = [&](EntryKind kind, const std::string& name, Bytes bytes) -> Result<void> {
        if (kind != EntryKind::run && !names.emplace(kind, name).second) {
            return std::unexpected("'" + name + "' is given twice");
        }
        blobs.push_back({kind, name, std::move(bytes)});
        return {};
    };
    const auto kernel = read(options.kernel);
    if (!kernel) {
        return std::unexpected(kernel.error());
    }
    const auto kernel_elf = Elf::parse(*kernel, k_kernel_base, k_kernel_end);
    if (!kernel_elf) {
        return std::unexpected("the kernel " + options.kernel + " " + kernel_elf.error());
    }
    for (const auto& [kind, list] :
         {std::pair(EntryKind::program, &options.programs), {EntryKind::file, &options.files}}) {
        for (const std::string& item : *list) {
            const auto pair = split(item, kind == EntryKind::program ? "NAME=ELF" : "NAME=PATH");
            if (!pair) {
                return std::unexpected(pair.error());
            }
            auto bytes = read(pair->second);
            if (!bytes) {
                return std::unexpected(bytes.error());
            }
            if (kind == EntryKind::program) {
                const auto elf = Elf::parse(*bytes, 0x10000, 0x10000000);
                if (!elf) {
                    return std::unexpected("the program " + pair->second + " " + elf.error());
                }
                *bytes = pack(*bytes, *elf);
            }
            if (const auto added = add(kind, pair->first, std::move(*bytes)); !added) {
                return added;
            }
        }
    }
    for (const auto& [kind, list] :
         {std::pair(EntryKind::get_port, &options.gets), {EntryKind::put_port, &options.puts}}) {
        for (const std::string& item : *list) {
            const auto pair = split(item, "NAME=HEX");
            if (!pair) {
                return std::unexpected(pair.error());
            }
            auto bytes = hex(pair->second);
            if (!bytes) {
                return std::unexpected(bytes.error());
            }
            if (bytes->size() != amoebox::port_bytes) {
                return std::unexpected("the port '" + pair->first + "' has " + std::to_string(bytes->size()) +
                                       " bytes, expected " + std::to_string(amoebox::port_bytes) +
                                       " in the profile " + std::string(amoebox::profile));
            }
            if (std::ranges::all_of(*bytes, [](std::uint8_t byte) { return byte == 0; })) {
                return std::unexpected("the port '" + pair->first + "' is null");
            }
            if (const auto added = add(kind, pair->first, std::move(*bytes)); !added) {
                return added;
            }
        }
    }
    for (const std::string& line : options.runs) {
        const std::string program = line.substr(0, line.find(' '));
        if (!names.contains({EntryKind::program, program})) {
            return std::unexpected("--run names the program '" + program + "', which is not in the image");
        }
        if (line.size() > 1000) {
            return std::unexpected("a --run line is longer than 1000 characters");
        }
        if (const auto added = add(EntryKind::run, program, Bytes(line.begin(), line.end())); !added) {
            return added;
        }
    }
    const Bytes image = build(pack(*kernel, *kernel_elf), blobs);
    std::ofstream out(options.out, std::ios::binary);
    out.write(reinterpret_cast<const char*>(image.data()), static_cast<std::streamsize>(image.size()));
    out.close();
    if (!out) {
        return std::unexpected(options.out + " cannot be written");
    }
    return {};
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Makes the boot image of one board."};
    Options options;
    app.add_option("--out", options.out, "the image")->required();
    app.add_option("--kernel", options.kernel, "the kernel's ELF file")->required();
    app.add_option("--program", options.programs, "NAME=ELF, a program");
    app.add_option("--file", options.files, "NAME=PATH, a file for the programs");
    app.add_option("--get", options.gets, "NAME=HEX, get-port of a service that this board serves: secret");
    app.add_option("--put", options.puts, "NAME=HEX, put-port of a service that this board may call");
    app.add_option("--run", options.runs, "\"NAME ARG...\", a program to start, in the order given");
    CLI11_PARSE(app, argc, argv);
    if (const auto made = make(options); !made) {
        std::cerr << "mkimage: " << made.error() << "\n";
        return 1;
    }
    return 0;
}
