// reach-flash-or-mdio, reset-to-keep-ports: around the box by the board's own devices.
#include <cstring>

#include "verif/thief/attack.hpp"

namespace thief {

namespace {
// Not cleared by the firmware: beyond the kernel's memory and the image.  What is written goes through the cache.
constexpr std::uint32_t k_memory = hw::ram_base + 0x01F0'0000;
constexpr std::uint32_t k_mark = 0x5245'5345;
enum Word : std::uint8_t { mark, resets, before, got, refused, served };
constexpr std::uint32_t k_resets = 9;
} // namespace

// Success: an address answers that is neither RAM nor ROM nor one of the blocks of registers.toml.  All of the address
// space in steps of 64 KB, the pages of devices word by word.  control: registers that exist and answer the same probe.
Report reach_flash_or_mdio(const Scene& scene) {
    Report report{.by = "BUS_ERROR"};
    const auto known = [](std::uint32_t address) {
        const auto in = [&](std::uint32_t base, std::uint32_t size) { return address - base < size; };
        return in(hw::rom_base, hw::rom_size) || in(hw::ram_base, hw::ram_size) ||
               in(hw::ram_uncached_base, hw::ram_uncached_size) || in(hw::sys::base, 0x1000) ||
               in(hw::uart::base, 0x1000) || in(hw::entropy::base, 0x1000) || in(hw::dma::base, 0x1000) ||
               in(hw::fbox::base, 0x1000);
    };
    const auto attempt = [&](std::uint32_t address) {
        if (known(address)) {
            return;
        }
        std::uint32_t value = 0;
        ++report.tries;
        const bool read = probe_read(address, &value);
        const bool written = probe_write(address, 0xFFFF'FFFF);
        report.got += read;
        report.refused += !read;
        static_cast<void>(written); // a store is posted: only reading tells whether there is something
    };
    for (const std::uint32_t address :
         {hw::sys::base, hw::uart::base + hw::uart::status, hw::dma::base, hw::fbox::base}) {
        std::uint32_t value = 0;
        report.control += probe_read(address, &value);
    }
    for (std::uint32_t page = 0; page < 0x1'0000 && !scene.over(); page += 7) {
        attempt(page << 16 | (random() & 0xFFFC));
    }
    for (std::uint32_t address = 0xF000'5000; address < 0xF001'0000 && !scene.over(); address += 64) {
        attempt(address);
    }
    return report;
}

bool after_reset() {
    return *reinterpret_cast<volatile std::uint32_t*>(k_memory) == k_mark;
}

// Success: after a reset of its processor, and without arming anything, the thief gets a frame for a port that it had armed
// before.  The accomplice sends to that port without end, so the reset comes in the middle of frames; again and again.
// Without a box, as with one, a round counts only if the frames did come before the reset.
Report reset_to_keep_ports(const Scene& scene) {
    auto* const memory = reinterpret_cast<volatile std::uint32_t*>(k_memory);
    const PortBytes get_port = scene.get_port(scene.service).value_or(PortBytes{});
    const PortBytes put_port = amoebox::f(amoebox::Use::port, get_port);
    const Mac own = mac_of(own_board());
    const auto blocked = [] { return counter(hw::Counter::in_drop_unarmed) + counter(hw::Counter::in_drop_closed); };
    const auto count_for = [&](std::uint64_t cycles) {
        std::uint32_t count = 0;
        for (const std::uint64_t end = cycle() + cycles; cycle() < end;) {
            Received received;
            if (receive(received) && received.bytes.size() >= frame::header_size) {
                count += std::memcmp(received.bytes.data() + frame::at_port, put_port.data(), port_bytes) == 0 &&
                         std::memcmp(received.bytes.data(), own.data(), own.size()) == 0;
            }
        }
        return count;
    };
    if (!after_reset()) {
        for (const Word word : {resets, got, refused, served}) {
            memory[word] = 0;
        }
    } else {
        memory[got] = memory[got] + count_for(2 * k_millisecond);
        // What the box has kept from it since the reset, whether or not its counters begin anew.
        const std::uint32_t kept = blocked();
        memory[refused] = memory[refused] + (kept >= memory[before] ? kept - memory[before] : kept);
    }
    if (memory[resets] < k_resets && !scene.over()) {
        arm(get_port, 0, 0);
        const std::uint32_t seen = count_for(k_millisecond / 2);
        memory[served] = memory[served] + seen;
        memory[resets] = memory[resets] + (seen != 0);
        memory[before] = blocked();
        memory[mark] = k_mark;
        reset();
    }
    memory[mark] = 0;
    return {.tries = memory[got] + memory[refused],
            .got = memory[got],
            .by = "IN_DROP_UNARMED+CLOSED",
            .refused = memory[refused],
            .control = memory[served]};
}

} // namespace thief
