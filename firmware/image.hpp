// The boot image: layout and check.  Shared by tools/image (writes it), the firmware (refuses a bad one), the kernel
// (reads the blobs) and the host tests (which feed the check with rubbish).
//
//   header, 32 bytes | kernel ELF | entries, 48 bytes each | blobs, each on a 32-byte boundary
//
// All words are little-endian, whatever the processor is.  The checksum is CRC-32 (IEEE) of everything behind it up to `length`.
// check() trusts nothing: after it has succeeded, every offset and name in the image may be used without a further look.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string_view>

namespace amoebox::image {

inline constexpr std::uint32_t k_magic = 0x49'42'4D'41; // "AMBI"
inline constexpr std::uint32_t k_version = 1;
// From the start of RAM, wherever a platform has it.
inline constexpr std::uint32_t k_kernel_room = 0x0080'0000;  // the kernel's segments go below this
inline constexpr std::uint32_t k_firmware_ram = 0x00FF'0000; // stack and tables of the firmware, up to the image
inline constexpr std::uint32_t k_place = 0x0100'0000;        // where whoever loads the image puts it

// A word of the image.
class Word {
  public:
    constexpr Word() = default;
    constexpr Word(std::uint32_t value) : stored_(turned(value)) {}      // NOLINT(google-explicit-constructor)
    constexpr operator std::uint32_t() const { return turned(stored_); } // NOLINT(google-explicit-constructor)
    static constexpr std::uint32_t turned(std::uint32_t value) {
        return std::endian::native == std::endian::little ? value : std::byteswap(value);
    }

  private:
    std::uint32_t stored_ = 0;
};

struct Header {
    Word magic;
    Word length;   // of the whole image, a multiple of 4
    Word checksum; // of what follows
    Word version;  // 15:0 version, 31:16 bytes of a port
    Word kernel_offset;
    Word kernel_size;
    Word entries_offset;
    Word entries;
};
inline constexpr std::uint32_t k_checked_from = 12;

enum class EntryKind : std::uint32_t {
    program = 1, // ELF of a process
    file = 2,
    get_port = 3, // secret: a service that this board serves
    put_port = 4, // a service that this board may call
    run = 5,      // a line "NAME ARGUMENT...": what to start, in order
};

struct Entry {
    Word kind;
    Word offset;
    Word size;
    char name[36]; // ends with a zero
};
static_assert(sizeof(Header) == 32 && sizeof(Entry) == 48);

// CRC-32 by four bytes at a time; the tables (4 KB) are made at run time, where there is memory for them.
class Crc32 {
  public:
    using Tables = std::array<std::array<std::uint32_t, 256>, 4>;

    static void make(Tables& tables) {
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit) {
                value = value >> 1 ^ ((value & 1) != 0 ? 0xEDB88320U : 0U);
            }
            tables[0][i] = value;
        }
        for (std::uint32_t i = 0; i < 256; ++i) {
            for (std::size_t k = 1; k < 4; ++k) {
                tables[k][i] = tables[k - 1][i] >> 8 ^ tables[0][tables[k - 1][i] & 0xFF];
            }
        }
    }
    static std::uint32_t of(const Tables& tables, std::span<const std::uint32_t> words) {
        const auto* t = tables.data();
        std::uint32_t crc = ~0U;
        for (const std::uint32_t word : words) {
            crc ^= Word::turned(word);
            crc = t[3].data()[crc & 0xFF] ^ t[2].data()[crc >> 8 & 0xFF] ^ t[1].data()[crc >> 16 & 0xFF] ^
                  t[0].data()[crc >> 24];
        }
        return ~crc;
    }
};

// A program header of an ELF file that loads something.
struct Segment {
    std::uint32_t offset;  // in the file
    std::uint32_t address; // virtual
    std::uint32_t file_size;
    std::uint32_t memory_size; // >= file_size: the rest is zero
    bool write;
    bool execute;
};

// An ELF32 little-endian RISC-V executable whose loaded segments lie in [low, high), in ascending order without overlap.
class Elf {
  public:
    static constexpr unsigned k_segments = 8;

    static std::expected<Elf, const char*> parse(std::span<const std::uint8_t> file, std::uint32_t low,
                                                 std::uint32_t high) {
        constexpr std::array<std::uint8_t, 7> k_identity = {0x7F, 'E', 'L', 'F', 1, 1, 1};
        if (file.size() < 52 || file.size() > 0x4000'0000) {
            return std::unexpected("is shorter than an ELF header");
        }
        for (std::size_t i = 0; i < k_identity.size(); ++i) {
            if (file[i] != k_identity[i]) {
                return std::unexpected("is not a 32-bit little-endian ELF file");
            }
        }
        if (half(file, 16) != 2 || half(file, 18) != 243) {
            return std::unexpected("is not an executable for RISC-V");
        }
        Elf elf;
        elf.entry_ = word(file, 24);
        const std::uint32_t headers = word(file, 28);
        const std::size_t count = half(file, 44);
        if (half(file, 42) != 32 || count > 64 || headers > file.size() || count * 32 > file.size() - headers) {
            return std::unexpected("has program headers outside the file");
        }
        bool entered = false;
        std::uint32_t end = low;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at = headers + i * 32;
            if (word(file, at) != 1 || word(file, at + 20) == 0) {
                continue;
            }
            const std::uint32_t flags = word(file, at + 24);
            const Segment s = {word(file, at + 4),  word(file, at + 8), word(file, at + 16),
                               word(file, at + 20), (flags & 2) != 0,   (flags & 1) != 0};
            if (elf.count_ == k_segments) {
                return std::unexpected("has too many segments");
            }
            if (s.offset > file.size() || s.file_size > file.size() - s.offset || s.file_size > s.memory_size) {
                return std::unexpected("has a segment that is not in the file");
            }
            if (s.address < end || s.address >= high || s.memory_size > high - s.address) {
                return std::unexpected("has a segment outside the memory it may use, or segments that overlap");
            }
            end = s.address + s.memory_size;
            entered = entered || (s.execute && elf.entry_ >= s.address && elf.entry_ - s.address < s.file_size);
            elf.segments_[elf.count_++] = s;
        }
        if (!entered || elf.entry_ % 4 != 0) {
            return std::unexpected("begins outside its code");
        }
        return elf;
    }

    std::span<const Segment> segments() const { return std::span(segments_).first(count_); }
    std::uint32_t entry() const { return entry_; }

  private:
    static std::uint32_t half(std::span<const std::uint8_t> file, std::size_t at) {
        return std::uint32_t{file[at]} | std::uint32_t{file[at + 1]} << 8;
    }
    static std::uint32_t word(std::span<const std::uint8_t> file, std::size_t at) {
        return half(file, at) | half(file, at + 2) << 16;
    }

    std::array<Segment, k_segments> segments_{};
    unsigned count_ = 0;
    std::uint32_t entry_ = 0;
};

// A checked image.
class Image {
  public:
    std::span<const std::uint8_t> kernel() const { return bytes(header().kernel_offset, header().kernel_size); }
    std::span<const Entry> entries() const {
        return {reinterpret_cast<const Entry*>(base_ + header().entries_offset), header().entries};
    }
    std::span<const std::uint8_t> blob(const Entry& entry) const { return bytes(entry.offset, entry.size); }
    static std::string_view name(const Entry& entry) { return entry.name; }
    std::uint32_t length() const { return header().length; }

    // Nothing if there is none.  Names are unique within a kind.
    const Entry* find(EntryKind kind, std::string_view name) const {
        for (const Entry& entry : entries()) {
            if (entry.kind == static_cast<std::uint32_t>(kind) && name == std::string_view(entry.name)) {
                return &entry;
            }
        }
        return nullptr;
    }

    constexpr Image() = default;
    explicit Image(const std::uint8_t* base) : base_(base) {} // of an image that has been checked

  private:
    const Header& header() const { return *reinterpret_cast<const Header*>(base_); }
    std::span<const std::uint8_t> bytes(std::uint32_t offset, std::uint32_t size) const {
        return {base_ + offset, size};
    }
    const std::uint8_t* base_ = nullptr;
};

// `memory`: all there is from the image's first byte on.  The error ends the sentence "the boot image ...".
// The kernel goes to [kernel_low, kernel_high).
inline std::expected<Image, const char*> check(std::span<const std::uint8_t> memory, std::uint32_t port_bytes,
                                               Crc32::Tables& tables, std::uint32_t kernel_low,
                                               std::uint32_t kernel_high) {
    if (memory.size() < sizeof(Header)) {
        return std::unexpected("is missing");
    }
    const auto& header = *reinterpret_cast<const Header*>(memory.data());
    if (header.magic != k_magic) {
        return std::unexpected("is missing: it does not begin with AMBI");
    }
    if (header.length < sizeof(Header) || header.length % 4 != 0 || header.length > memory.size()) {
        return std::unexpected("has an impossible length");
    }
    Crc32::make(tables);
    const auto* words = reinterpret_cast<const std::uint32_t*>(memory.data() + k_checked_from);
    if (Crc32::of(tables, {words, (header.length - k_checked_from) / 4}) != header.checksum) {
        return std::unexpected("is damaged: its checksum is wrong");
    }
    if ((header.version & 0xFFFF) != k_version) {
        return std::unexpected("is of another version than this firmware");
    }
    if (header.version >> 16 != port_bytes) {
        return std::unexpected("was built for another port width than this firmware");
    }
    const auto inside = [&](std::uint32_t offset, std::uint32_t size) {
        return offset <= header.length && size <= header.length - offset;
    };
    if (!inside(header.kernel_offset, header.kernel_size)) {
        return std::unexpected("has its kernel outside itself");
    }
    if (header.entries > 1000 || header.entries_offset % 4 != 0 ||
        !inside(header.entries_offset, header.entries * static_cast<std::uint32_t>(sizeof(Entry)))) {
        return std::unexpected("has its table of contents outside itself");
    }
    const Image image(memory.data());
    for (const Entry& entry : image.entries()) {
        if (!inside(entry.offset, entry.size)) {
            return std::unexpected("has an entry outside itself");
        }
        if (entry.name[sizeof entry.name - 1] != '\0' || entry.name[0] == '\0') {
            return std::unexpected("has an entry with a broken name");
        }
        const auto kind = static_cast<EntryKind>(std::uint32_t{entry.kind});
        if (const std::uint32_t value = entry.kind; value < 1 || value > 5) {
            return std::unexpected("has an entry of an unknown kind");
        }
        if ((kind == EntryKind::get_port || kind == EntryKind::put_port) && entry.size != port_bytes) {
            return std::unexpected("has a port of the wrong width");
        }
    }
    if (const auto elf = Elf::parse(image.kernel(), kernel_low, kernel_high); !elf) {
        return std::unexpected("has a kernel that is no RISC-V executable within the kernel's memory");
    }
    return image;
}

} // namespace amoebox::image
