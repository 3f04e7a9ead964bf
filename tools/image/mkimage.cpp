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
#include "tools/image/build_image.hpp"

namespace {

using namespace amoebox::image;

template <typename T>
using Result = std::expected<T, std::string>;

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
    // Which platform's RAM it is for, its segments say: RAM begins at a multiple of 256 MB.
    const std::uint32_t ram = kernel->size() < 28 ? 0 : (std::uint32_t{(*kernel)[27]} & 0xF0) << 24;
    const auto kernel_elf = Elf::parse(*kernel, ram, ram + k_kernel_room);
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
    const Bytes image = build(pack(*kernel, *kernel_elf), blobs, amoebox::port_bytes);
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
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        std::cerr << "mkimage: " << error.what() << "\n";
        return 2;
    }
    if (const auto made = make(options); !made) {
        std::cerr << "mkimage: " << made.error() << "\n";
        return 1;
    }
    return 0;
}
