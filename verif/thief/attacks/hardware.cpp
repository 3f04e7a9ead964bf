// dma-outside-ram, reach-flash-or-mdio, reset-to-keep-ports: around the box by the board's own devices.
#include "verif/thief/attack.hpp"

namespace thief {

namespace {
// Where the processor itself finds something that the DMA must not touch, and some places where there is nothing.
constexpr std::array<std::uint32_t, 18> k_places = {
    0x0000'0000, 0x0000'1000, 0x0000'3FC0, 0x3FFF'FF00, 0x4400'0000, 0x7FFF'FFE0,
    0x8000'0000, 0xB000'0000, 0xB100'0000, 0xBFFF'FFE0, 0xE000'0000, 0xF000'0000,
    0xF000'1000, 0xF000'2000, 0xF000'3000, 0xF000'4000, 0xF000'4020, 0xFFFF'FFE0,
};
// Not cleared by the firmware: beyond the kernel's memory and the image.
constexpr std::uint32_t k_memory = hw::ram_uncached_base + 0x01F0'0000;
constexpr std::uint32_t k_mark = 0x5245'5345;
} // namespace

// Success: the DMA reads or writes an address that is not RAM.  tries: descriptors with header, page list or page there;
// got: frames sent of them.  The same addresses answer the processor, so there is something to reach.
Report dma_outside_ram(const Scene& scene) {
    Report report{.by = "TX_BAD_ADDRESS"};
    alignas(32) static std::array<std::uint32_t, 2> list;
    const std::uint32_t good_header = frame_memory(0);
    Forged forged = forge(frame::Kind::data, mac_of(k_server_board), scene.port, {}, {});
    static constexpr std::array<std::uint8_t, 64> k_data{};
    forged.frame.data = k_data;
    forged.header().offset = 64;
    forged.header().total = 128;
    send(forged.made()); // its header now lies at frame_memory(some index); put one at a known place, too
    const Bytes made = forged.made();
    for (std::uint32_t i = 0; i < frame::header_size; ++i) {
        *reinterpret_cast<volatile std::uint8_t*>(good_header + i) = made[i];
    }
    const auto attempt = [&](std::uint32_t header, std::uint32_t pages, std::uint32_t start) {
        const std::uint32_t sent = queue_sent(), refused = queue_refused();
        queue_raw({frame::header_size, header, pages, start, 64, 0, 0, 0});
        queue_drain();
        ++report.tries;
        report.got += queue_sent() - sent;
        report.refused += queue_refused() - refused;
    };
    while (!scene.over() && report.tries < 1000) {
        for (const std::uint32_t base : k_places) {
            const std::uint32_t place = base + random() % 8 * 4;
            list[0] = frame_memory(1) & ~4095U;
            attempt(place, reinterpret_cast<std::uint32_t>(list.data()), 0); // header
            attempt(good_header, place & ~3U, 0);                            // page list
            list[0] = place & ~4095U;
            attempt(good_header, reinterpret_cast<std::uint32_t>(list.data()), place & 4095U); // page
            list[0] = frame_memory(1) & ~4095U;
            list[1] = place & ~4095U;
            attempt(good_header, reinterpret_cast<std::uint32_t>(list.data()), 4070); // second page
        }
    }
    return report;
}

// Success: an address answers that is neither RAM nor ROM nor one of the blocks of registers.toml.  All of the address
// space in steps of 64 KB, the pages of devices word by word.
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
        report.refused += !read && !written;
    };
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
// before.  A client keeps calling the thief's service (`lure`).
Report reset_to_keep_ports(const Scene& scene) {
    auto* const memory = reinterpret_cast<volatile std::uint32_t*>(k_memory);
    Report report{.by = "IN_DROP_UNARMED+CLOSED"};
    if (!after_reset()) {
        Lure lure(scene);
        const std::uint64_t half = scene.start + (scene.end - scene.start) / 2;
        while (cycle() < half) {
            Received received;
            if (receive(received)) {
                if (const auto frame = read(received)) {
                    lure.answer(*frame);
                }
            }
        }
        memory[1] = counter(hw::Counter::in_drop_unarmed) + counter(hw::Counter::in_drop_closed);
        memory[0] = k_mark;
        print("@before attack=reset-to-keep-ports served=");
        print(lure.served);
        print("\n");
        arm(scene.get_port("lure").value_or(PortBytes{}), 0, 0);
        reset();
    }
    const std::uint64_t length = (scene.end - scene.start) / 2; // time began anew
    const std::uint64_t begin = cycle();
    const PortBytes put_port = amoebox::f(amoebox::Use::port, scene.get_port("lure").value_or(PortBytes{}));
    report.tries = 1;
    while (cycle() - begin < length) {
        Received received;
        const auto frame = receive(received) ? read(received) : std::nullopt;
        report.got += frame && frame->header.port == put_port && frame->header.destination == mac_of(own_board());
    }
    // Frames that the box has kept from it since the reset, whether or not counters begin anew.
    const std::uint32_t kept = counter(hw::Counter::in_drop_unarmed) + counter(hw::Counter::in_drop_closed);
    report.refused = kept >= memory[1] ? kept - memory[1] : kept;
    memory[0] = 0;
    return report;
}

} // namespace thief
