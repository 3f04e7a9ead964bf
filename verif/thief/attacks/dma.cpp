// dma-outside-ram: every address that the DMA is given, laid outside RAM.
//
// Each attempt is an order that the DMA carries out when all its addresses lie in RAM: a descriptor that sends a frame, a
// ring or a context that takes one (the accomplice, board 1, sends frames all the time: `knock`).  Then one address is
// replaced by the same place under another prefix - where a careless decoder would find the very same bytes - or by ROM, a
// device, or nothing at all.  `control` counts the orders with all addresses in RAM that were carried out.
#include "verif/thief/attack.hpp"

namespace thief {

namespace {

constexpr std::uint32_t k_in_ram = 0x03FF'FFFF;
// Prefixes under which a decoder that ignores some bits would find RAM; the fourth lies behind the RAM that is fitted.
constexpr std::array<std::uint32_t, 10> k_prefixes = {0x0000'0000, 0x2000'0000, 0x3C00'0000, 0x4200'0000,
                                                      0x4400'0000, 0x8000'0000, 0xB000'0000, 0xC000'0000,
                                                      0xE000'0000, 0xF000'0000};
// ROM, devices, and the edges of RAM.
constexpr std::array<std::uint32_t, 10> k_places = {0x0000'1000, 0x3FFF'FFE0, 0xB100'0000, 0xF000'0000, 0xF000'1000,
                                                    0xF000'2000, 0xF000'3000, 0xF000'4000, 0xF000'4020, 0xFFFF'FFE0};
constexpr std::uint8_t k_no_status = 0xFF;
constexpr std::uint32_t k_whole_ring = ~(hw::rx_ring * hw::rx_slot_bytes - 1); // none of it may lie in RAM
constexpr std::uint32_t k_whole_send_ring = ~(hw::tx_ring * hw::tx_descriptor_bytes - 1);
constexpr std::uint32_t k_mark = 0xA5A5'A5A5;
constexpr std::uint32_t k_context = 9;
constexpr std::uint32_t k_taken = 128; // bytes of the page that the accomplice's DATA end at

alignas(4096) std::array<std::uint32_t, 1024> g_page;
alignas(32) std::array<std::uint32_t, 2> g_list;

std::uint32_t place(unsigned number, std::uint32_t instead_of) {
    number %= k_prefixes.size() + k_places.size();
    return number < k_prefixes.size() ? k_prefixes[number] | (instead_of & k_in_ram)
                                      : k_places[number - k_prefixes.size()];
}
template <class T>
std::uint32_t address(const T& at) {
    return reinterpret_cast<std::uint32_t>(at.data());
}

class Attempts {
  public:
    explicit Attempts(const Scene& scene) : scene_(scene) {
        static constexpr std::array<std::uint8_t, 64> k_data{};
        Forged forged = forge(frame::Kind::data, mac_of(k_server_board), scene.port, {}, k_data);
        forged.header().offset = 64;
        forged.header().total = 128;
        const Bytes made = forged.made();
        for (std::uint32_t i = 0; i < frame::header_size; ++i) {
            *reinterpret_cast<volatile std::uint8_t*>(frame_memory(0) + i) = made[i];
        }
    }
    Report report{.by = "TX_BAD_ADDRESS+MISFIT"};

    // Sending.  Anything but this code shows that something was fetched, or sent.
    void send(unsigned number) {
        g_list = {frame_memory(1) & ~4095U, frame_memory(2) & ~4095U};
        const std::uint32_t header = frame_memory(0), list = address(g_list);
        judge(sent(header, list, 0) == hw::tx_sent);
        judge(sent(header, list, 4070) == hw::tx_sent);
        expect(sent(place(number, header) & ~3U, list, 0), hw::tx_bad_address);
        expect(sent(header, place(number, list) & ~3U, 0), hw::tx_bad_address);
        g_list[0] = place(number, g_list[0]) & ~4095U;
        expect(sent(header, list, 0), hw::tx_bad_address);
        g_list = {frame_memory(1) & ~4095U, place(number, g_list[1]) & ~4095U};
        expect(sent(header, list, 4070), hw::tx_bad_address);
        // A ring elsewhere: descriptors are counted, nothing is fetched, sent or written.
        g_list = {frame_memory(1) & ~4095U, frame_memory(2) & ~4095U};
        const std::uint32_t before = counter(hw::Counter::out_from_host);
        const std::array<std::uint32_t, 8> good = {frame::header_size, header, list, 0, 64, 0, 0, 0};
        const std::uint8_t status = queue_from(place(number, send_ring()) & k_whole_send_ring, good);
        expect(counter(hw::Counter::out_from_host) == before ? status : 0U, k_no_status);
    }

    // Receiving into a ring elsewhere: frames are swallowed, and the true ring stays as it is.
    void receive_elsewhere(unsigned number) {
        const unsigned ring = number % 2;
        const std::uint32_t offset = ring == 0 ? hw::dma::rx0_base : hw::dma::rx1_base;
        const std::uint32_t true_base = receive_ring(ring);
        for (const std::uint32_t base : {true_base, place(number / 2, true_base) & k_whole_ring}) {
            stop_receiving();
            forget_received();
            for (unsigned i = 0; i < 8; ++i) { // the slots that may be next
                slot_memory(ring, next_slot(ring) + i)[5] = k_mark;
            }
            reg(hw::dma::base, offset) = base;
            reg(hw::dma::base, hw::dma::control) = 3;
            const std::uint64_t end = cycle() + k_millisecond;
            while (!has_next(ring) && cycle() < end) {
            }
            stop_receiving();
            const bool came = has_next(ring);
            reg(hw::dma::base, offset) = true_base;
            std::uint32_t changed = 0;
            for (unsigned i = 0; i < 8; ++i) {
                changed += slot_memory(ring, next_slot(ring) + i)[5] != k_mark;
            }
            forget_received();
            reg(hw::dma::base, hw::dma::control) = 3;
            if (!came) {
                return; // nobody knocks: no attempt
            }
            if (base == true_base) {
                judge(changed != 0);
            } else {
                expect(changed, 0);
            }
        }
    }

    // A context whose page list, or page, lies elsewhere.
    void context_elsewhere(unsigned number) {
        if (!has_box()) {
            return;
        }
        const PortBytes get_port = scene_.get_port("knock-data").value_or(PortBytes{});
        const std::uint32_t uncached_page = address(g_page) - hw::ram_base + hw::ram_uncached_base;
        for (unsigned which = 0; which < 3; ++which) {
            g_list = {address(g_page), address(g_page)};
            std::uint32_t list = address(g_list);
            if (which == 1) {
                list = place(number, list) & ~3U;
            } else if (which == 2) {
                g_list[0] = place(number, g_list[0]) & ~4095U;
            }
            for (std::uint32_t i = 0; i < k_taken / 4; ++i) {
                reg(uncached_page + 4 * i, 0) = k_mark;
            }
            const Mac from = mac_of(k_accomplice_board);
            reg(hw::dma::base, hw::dma::ctx_select) = k_context;
            reg(hw::dma::base, hw::dma::ctx_pages) = list;
            reg(hw::dma::base, hw::dma::ctx_start) = 0;
            reg(hw::dma::base, hw::dma::ctx_source_high) = std::uint32_t{from[0]} << 8 | from[1];
            reg(hw::dma::base, hw::dma::ctx_source_low) = amoebox::bytes::get<std::uint32_t>(from, 2);
            reg(hw::dma::base, hw::dma::ctx_length) = 4096;
            const Result armed = arm(get_port, 1, hw::tag_context | k_context);
            std::uint32_t fit = 0, misfit = 0;
            const std::uint64_t end = cycle() + k_millisecond;
            for (Received received; fit + misfit == 0 && cycle() < end;) {
                if (receive(received) && received.tag == (hw::tag_context | k_context)) {
                    fit += received.fit & 1U;
                    misfit += received.fit >> 1 & 1U;
                }
            }
            disarm(armed.entry); // no more frames for it from here on
            forget_received();
            std::uint32_t changed = 0;
            for (std::uint32_t i = 0; i < k_taken / 4; ++i) {
                changed += reg(uncached_page + 4 * i, 0) != k_mark;
            }
            if (fit + misfit == 0) {
                return; // nobody knocks: no attempt
            }
            if (which == 0) {
                judge(fit != 0 && changed != 0);
            } else {
                expect(fit + changed, 0);
            }
        }
    }

  private:
    static void stop_receiving() { // and let the frame under way end
        reg(hw::dma::base, hw::dma::control) = 1;
        for (const std::uint64_t end = cycle() + 500; cycle() < end;) {
        }
    }
    static std::uint8_t sent(std::uint32_t header, std::uint32_t pages, std::uint32_t start) {
        return queue_from(send_ring(), {frame::header_size, header, pages, start, 64, 0, 0, 0});
    }
    void judge(bool carried_out) { report.control += carried_out; }
    void expect(std::uint32_t what, std::uint32_t refusal) {
        ++report.tries;
        ++(what == refusal ? report.refused : report.got);
    }

    const Scene& scene_;
};

} // namespace

// Success: the DMA reads or writes an address that is not RAM.
Report dma_outside_ram(const Scene& scene) {
    Attempts attempts(scene);
    const Result armed = arm(scene.get_port("knock").value_or(PortBytes{}), 0, 0);
    const Result data = arm(scene.get_port("knock-data").value_or(PortBytes{}), 1, 1);
    for (unsigned number = 0; !scene.over() && number < 40; ++number) {
        attempts.receive_elsewhere(number);
    }
    disarm(data.entry);
    for (unsigned number = 0; !scene.over() && number < 20; ++number) {
        attempts.context_elsewhere(number);
    }
    disarm(armed.entry);
    for (unsigned number = 0; !scene.over() && attempts.report.tries < 1000; ++number) {
        attempts.send(number);
    }
    return attempts.report;
}

} // namespace thief
