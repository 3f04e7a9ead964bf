// Rubbish for whoever reads ELF files and boot images, in buffers of exactly their size, under sanitizers, with a fixed budget.
//
// ELF files: what the kernel's loader accepts lies in the process's memory as a second reader finds it in the file; accepted or
// not, every page comes back.  Boot images, most of them with a right checksum: after check() has said yes, everything in the
// image may be used without a further look; the parser of the kernel inside says yes, too.
#include <algorithm>
#include <iostream>
#include <random>
#include <string_view>

#include "gen/profile.hpp"
#include "tools/image/build_image.hpp"
#include "verif/common/arguments.hpp"
#include "verif/kernel/host/host.hpp"

using namespace host;
namespace image = amoebox::image;

namespace {

constexpr unsigned k_pages = 600;

class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    std::uint32_t operator()() { return static_cast<std::uint32_t>(engine_()); }
    std::uint32_t below(std::size_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
    bool one_in(unsigned n) { return below(n) == 0; }

  private:
    std::mt19937_64 engine_;
};

[[noreturn]] void wrong(std::string_view what, std::uint64_t seed, unsigned round) {
    std::cerr << "loader_fuzz: " << what << " (seed " << seed << ", round " << round << ")\n";
    std::exit(1);
}

std::uint32_t word(const Bytes& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value |= std::uint32_t{bytes.at(at + i)} << (8 * i);
    }
    return value;
}

// A file that is in order, unless an address goes wrong by chance.
Bytes some_elf(Random& random, std::uint32_t base) {
    std::vector<Part> parts;
    std::uint32_t address = base + random.below(2) * random.below(8192);
    for (unsigned i = 1 + random.below(4); i != 0; --i) {
        Bytes bytes(1 + random.below(random.one_in(8) ? 9000 : 300));
        std::ranges::generate(bytes, [&] { return static_cast<std::uint8_t>(random()); });
        const auto size = static_cast<std::uint32_t>(bytes.size()) + random.below(2) * random.below(9000);
        parts.push_back({address, std::move(bytes), size, parts.empty() ? 5U : 4U + random.below(4)});
        address += (size + 2 * k_page - 1) / k_page * k_page;
    }
    return make_elf(parts, parts[0].address + random.below(parts[0].bytes.size()) / 4 * 4);
}

// Values that have hurt somebody before.
std::uint32_t bad_word(Random& random, std::size_t size) {
    const auto s = static_cast<std::uint32_t>(size);
    const std::array<std::uint32_t, 14> words = {0,      1,           31,          s,           s - 1,
                                                 s + 1,  0x7FFF'FFFF, 0x8000'0000, 0xFFFF'FFFF, 0xFFFF'FFFC,
                                                 0xFFFF, k_map_low,   k_user_low,  s / 2};
    return words[random.below(words.size())] + (random.one_in(4) ? random.below(9) - 4 : 0);
}

// Most changes go to the first `head` bytes, where the structure is.
void mutate(Bytes& bytes, std::size_t head, Random& random) {
    for (unsigned i = random.below(5); i != 0 && !bytes.empty(); --i) {
        const std::size_t at = random.below(random.one_in(4) ? bytes.size() : std::min(head, bytes.size()));
        switch (random.below(5)) {
        case 0:
            bytes[at] ^= static_cast<std::uint8_t>(1U << random.below(8));
            break;
        case 1:
            bytes[at] = static_cast<std::uint8_t>(random());
            break;
        case 2:
        case 3:
            if (at / 4 * 4 + 4 <= bytes.size()) {
                image::put(bytes, at / 4 * 4, bad_word(random, bytes.size()));
            }
            break;
        default:
            bytes.resize(random.one_in(2) ? at : bytes.size() + random.below(50));
        }
    }
}

// Does the process hold what the file's program headers say, and zeros behind it?
bool as_the_file_says(const Process& process, const Bytes& file) {
    for (std::uint32_t i = 0; i < (word(file, 44) & 0xFFFF); ++i) {
        const std::size_t at = word(file, 28) + std::size_t{32} * i;
        const std::uint32_t size = word(file, at + 20);
        if (word(file, at) != 1 || size == 0) {
            continue;
        }
        Bytes found(size, 0xEE);
        if (copy_from(process.space, word(file, at + 8), found.data(), size) != size) {
            return false;
        }
        const std::uint32_t in_file = word(file, at + 16);
        for (std::uint32_t k = 0; k < size; ++k) {
            if (found[k] != (k < in_file ? file.at(word(file, at + 4) + k) : 0)) {
                return false;
            }
        }
        const bool writable = (word(file, at + 24) & 2) != 0;
        if (process.space.check(word(file, at + 8), size, Access::write) != writable) {
            return false;
        }
    }
    return true;
}

bool fuzz_elf(std::uint64_t seed, unsigned round, Random& random) {
    Bytes file = some_elf(random, k_user_low);
    mutate(file, 52 + 3 * 32, random);
    file.shrink_to_fit();
    g_surroundings.ready.clear();
    const std::int32_t number = load(file);
    if (number >= 0) {
        Process& process = g_processes.at(static_cast<std::size_t>(number));
        if (!as_the_file_says(process, file)) {
            wrong("a program was loaded otherwise than its file says", seed, round);
        }
        if (!process.space.check(g_surroundings.ready.at(0)->registers[0], 4, Access::read)) {
            wrong("a program begins where it has no memory", seed, round);
        }
        process_end(process, 0);
    }
    if (!reap() || loading() || g_pages.free() != k_pages) {
        wrong("pages were lost", seed, round);
    }
    return number >= 0;
}

bool fuzz_image(std::uint64_t seed, unsigned round, Random& random, image::Crc32::Tables& tables) {
    std::vector<image::Blob> blobs;
    for (unsigned i = random.below(6); i != 0; --i) {
        const auto kind = static_cast<image::EntryKind>(1 + random.below(5));
        const bool port = kind == image::EntryKind::get_port || kind == image::EntryKind::put_port;
        blobs.push_back({kind, std::string(1 + random.below(35), static_cast<char>('a' + i)),
                         kind == image::EntryKind::program
                             ? some_elf(random, k_user_low)
                             : Bytes(port ? amoebox::port_bytes : random.below(200), 7)});
    }
    Bytes bytes = image::build(some_elf(random, host::k_ram), blobs, amoebox::port_bytes);
    if (random.one_in(2)) {
        mutate(bytes, sizeof(image::Header), random);
    } else { // the table of contents
        const std::size_t entries = word(bytes, 24);
        Bytes rest(bytes.begin() + static_cast<std::ptrdiff_t>(entries), bytes.end());
        mutate(rest, blobs.size() * sizeof(image::Entry) + 1, random);
        bytes.resize(entries);
        bytes.insert(bytes.end(), rest.begin(), rest.end());
    }
    if (bytes.size() >= sizeof(image::Header) && !random.one_in(10)) {
        // As somebody who means harm would: length and checksum are right again.
        if (!random.one_in(8)) {
            image::put(bytes, 0, image::k_magic);
            image::put(bytes, 4, static_cast<std::uint32_t>(bytes.size() / 4 * 4));
        }
        Bytes sealed(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 4 * 4));
        image::seal(sealed);
        std::ranges::copy(sealed, bytes.begin());
    }
    bytes.shrink_to_fit();
    const auto checked =
        image::check(bytes, amoebox::port_bytes, tables, host::k_ram, host::k_ram + image::k_kernel_room);
    if (!checked) {
        if (std::string_view(checked.error()).size() < 10) {
            wrong("a boot image is refused without a reason", seed, round);
        }
        return false;
    }
    std::uint32_t sum = 0;
    for (const image::Entry& entry : checked->entries()) {
        for (const std::uint8_t byte : checked->blob(entry)) {
            sum += byte;
        }
        const auto* found =
            checked->find(static_cast<image::EntryKind>(std::uint32_t{entry.kind}), image::Image::name(entry));
        if (found == nullptr || image::Image::name(entry).empty() ||
            image::Image::name(entry).size() >= sizeof entry.name) {
            wrong("an entry of a checked image cannot be found by its name", seed, round);
        }
    }
    const auto elf = image::Elf::parse(checked->kernel(), host::k_ram, host::k_ram + image::k_kernel_room);
    if (!elf || elf->segments().empty() || checked->length() > bytes.size() || sum > 0xFFFF'0000U) {
        wrong("a checked image has no kernel", seed, round);
    }
    return true;
}

} // namespace

int main(int argc, char** argv) {
    std::uint64_t seed = 1;
    unsigned rounds = 100'000;
    if (argc > 3 || (argc > 1 && !number_from(argv[1], seed)) || (argc > 2 && !number_from(argv[2], rounds))) {
        std::cerr << "usage: loader_fuzz [SEED [ROUNDS]]\n";
        return 2;
    }
    start(k_pages);
    Random random(seed);
    auto tables = std::make_unique<image::Crc32::Tables>();
    unsigned loaded = 0;
    unsigned checked = 0;
    for (unsigned round = 0; round < rounds; ++round) {
        loaded += fuzz_elf(seed, round, random) ? 1 : 0;
        checked += fuzz_image(seed, round, random, *tables) ? 1 : 0;
    }
    std::cout << "loader_fuzz: " << rounds << " ELF files, " << loaded << " loaded; " << rounds << " boot images, "
              << checked << " accepted; seed " << seed << "\n";
    // Neither side of a verdict may be a rare accident.
    if (rounds >= 1000 && (loaded < rounds / 10 || loaded > rounds - rounds / 10 || checked < rounds / 10 ||
                           checked > rounds - rounds / 10)) {
        std::cerr << "loader_fuzz: nearly everything was accepted, or nearly nothing\n";
        return 1;
    }
    return 0;
}
