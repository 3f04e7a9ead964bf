#include "verif/thief/board.hpp"

#include <cstring>

namespace thief {

namespace {

constexpr std::uint32_t k_uncached = hw::ram_uncached_base - hw::ram_base;
constexpr std::uint32_t k_box_id = 0x46424F58;

// Not cleared: that would be half of the time from reset to here.
[[gnu::section(".noinit")]] alignas(4096) std::array<std::array<std::uint8_t, k_frame_memory>, hw::tx_ring> g_frames;
[[gnu::section(".noinit")]] alignas(
    131072) std::array<std::array<std::array<std::uint32_t, 512>, hw::rx_ring>, 2> g_rings;
alignas(2048) std::array<std::array<std::uint32_t, 8>, hw::tx_ring> g_descriptors; // alone in its 2 KB
alignas(32) std::array<std::array<std::uint32_t, 2>, hw::tx_ring> g_pages;
std::array<std::uint8_t, 2048> g_copy;
std::uint16_t g_head = 0, g_seen = 0;
std::array<std::uint16_t, 2> g_tails{};
std::uint32_t g_sent = 0, g_refused = 0;
std::uint32_t g_foreign = 0;

volatile std::uint32_t& dma(std::uint32_t offset) {
    return reg(hw::dma::base, offset);
}
volatile std::uint32_t& box(std::uint32_t offset) {
    return reg(hw::fbox::base, offset);
}
template <class T>
std::uint32_t address(const T& at) {
    return reinterpret_cast<std::uint32_t>(at.data());
}
template <class T>
volatile std::uint32_t* uncached(const T& at) {
    return reinterpret_cast<volatile std::uint32_t*>(address(at) + k_uncached);
}

Fate look() {
    const std::uint32_t status = uncached(g_descriptors[g_seen % hw::tx_ring])[hw::tx_word_status];
    ++g_seen;
    const Fate fate{static_cast<std::uint8_t>(status), static_cast<std::uint8_t>(status >> 8)};
    ++(fate.code == hw::tx_sent ? g_sent : g_refused);
    return fate;
}
void look_at_done() {
    const auto done = static_cast<std::uint16_t>(dma(hw::dma::tx_done));
    while (g_seen != done) {
        look();
    }
}
std::uint32_t room_for_one() {
    while (static_cast<std::uint16_t>(g_head - g_seen) == hw::tx_ring) {
        look_at_done();
    }
    return g_head % hw::tx_ring;
}
void hand_over() {
    dma(hw::dma::tx_head) = ++g_head;
}

} // namespace

void print(std::string_view text) {
    for (const char c : text) {
        while ((reg(hw::uart::base, hw::uart::status) & 1) != 0) {
        }
        reg(hw::uart::base, hw::uart::data) = static_cast<std::uint8_t>(c);
    }
}

void power_off(std::uint32_t status) {
    for (;;) {
        reg(hw::sys::base, hw::sys::power) = hw::power_off | (status & 0xFF) << 8;
    }
}
void reset() {
    for (;;) {
        reg(hw::sys::base, hw::sys::power) = hw::power_reset;
    }
}

std::uint64_t cycle() {
    const std::uint32_t low = reg(hw::sys::base, hw::sys::cycle_low);
    return std::uint64_t{reg(hw::sys::base, hw::sys::cycle_high)} << 32 | low;
}

Mac mac_of(std::uint32_t board) {
    static const std::uint32_t high = box(hw::fbox::mac_high), low = box(hw::fbox::mac_low);
    return {static_cast<std::uint8_t>(high >> 8),  static_cast<std::uint8_t>(high),
            static_cast<std::uint8_t>(low >> 24),  static_cast<std::uint8_t>(low >> 16),
            static_cast<std::uint8_t>(board >> 8), static_cast<std::uint8_t>(board + 1)};
}
std::uint32_t own_board() {
    return reg(hw::sys::base, hw::sys::board);
}
bool has_box() {
    return box(hw::fbox::id) == k_box_id;
}

void start_dma() {
    if (has_box()) {
        while ((box(hw::fbox::status) & 1) == 0) {
        }
    }
    dma(hw::dma::irq_enable) = 0;
    dma(hw::dma::control) = 0;
    dma(hw::dma::tx_base) = address(g_descriptors);
    dma(hw::dma::rx0_base) = address(g_rings[0]);
    dma(hw::dma::rx1_base) = address(g_rings[1]);
    g_head = g_seen = static_cast<std::uint16_t>(dma(hw::dma::tx_done));
    dma(hw::dma::tx_head) = g_head;
    g_tails = {static_cast<std::uint16_t>(dma(hw::dma::rx0_head)),
               static_cast<std::uint16_t>(dma(hw::dma::rx1_head))};
    dma(hw::dma::rx0_tail) = g_tails[0];
    dma(hw::dma::rx1_tail) = g_tails[1];
    dma(hw::dma::control) = 3;
}

std::uint32_t frame_memory(unsigned index) {
    return address(g_frames[index % hw::tx_ring]);
}

// The whole frame lies in one piece of memory; what does not fit into the header bytes goes as data from where it is.
void queue(Bytes frame, How how) {
    const std::uint32_t index = room_for_one();
    auto& memory = g_frames[index];
    const std::size_t head = frame.size() < 128 ? frame.size() : 128;
    std::memcpy(memory.data(), frame.data(), frame.size());
    const std::uint32_t start = address(memory) + static_cast<std::uint32_t>(head);
    g_pages[index][0] = start & ~4095U;
    auto& d = g_descriptors[index];
    d[hw::tx_word_control] = static_cast<std::uint32_t>(head) | (how.arm ? 0x100U : 0U) |
                             std::uint32_t{how.tag} << 16 | std::uint32_t{how.owner} << 24;
    d[hw::tx_word_header] = address(memory);
    d[hw::tx_word_pages] = address(g_pages[index]);
    d[hw::tx_word_start] = start & 4095U;
    d[hw::tx_word_length] = static_cast<std::uint32_t>(frame.size() - head);
    hand_over();
}
void queue_again(unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        room_for_one();
        hand_over();
    }
}
std::uint32_t queue_next() {
    return room_for_one();
}
void queue_raw(const std::array<std::uint32_t, 8>& descriptor) {
    g_descriptors[room_for_one()] = descriptor;
    hand_over();
}
std::uint32_t send_ring() {
    return address(g_descriptors);
}
std::uint32_t receive_ring(unsigned number) {
    return address(g_rings[number]);
}
std::uint8_t queue_from(std::uint32_t ring, const std::array<std::uint32_t, 8>& descriptor) {
    queue_drain();
    const std::uint32_t index = g_head % hw::tx_ring;
    g_descriptors[index] = descriptor;
    uncached(g_descriptors[index])[hw::tx_word_status] = 0xFF;
    dma(hw::dma::tx_base) = ring;
    hand_over();
    while (static_cast<std::uint16_t>(dma(hw::dma::tx_done)) != g_head) {
    }
    dma(hw::dma::tx_base) = send_ring();
    g_seen = g_head;
    return static_cast<std::uint8_t>(uncached(g_descriptors[index])[hw::tx_word_status]);
}
void queue_drain() {
    while (g_seen != g_head) {
        look_at_done();
    }
}
std::uint32_t queue_sent() {
    return g_sent;
}
std::uint32_t queue_refused() {
    return g_refused;
}

Fate send(Bytes frame, How how) {
    queue_drain();
    queue(frame, how);
    while (static_cast<std::uint16_t>(dma(hw::dma::tx_done)) == g_seen) {
    }
    return look();
}

bool has_next(unsigned ring) {
    return static_cast<std::uint16_t>(dma(ring == 0 ? hw::dma::rx0_head : hw::dma::rx1_head)) != g_tails[ring];
}
void give_back(unsigned ring) {
    dma(ring == 0 ? hw::dma::rx0_tail : hw::dma::rx1_tail) = ++g_tails[ring];
}
bool receive(Received& received) {
    for (const unsigned number : {1U, 0U}) {
        if (!has_next(number)) {
            continue;
        }
        const volatile std::uint32_t* slot = slot_memory(number, next_slot(number));
        const std::uint32_t status = slot[hw::rx_word_status];
        std::uint32_t size = slot[hw::rx_word_bytes];
        size = size > frame::max_frame ? frame::max_frame : size;
        std::memcpy(g_copy.data(), const_cast<const std::uint32_t*>(slot) + 4,
                    (hw::rx_slot_frame - 16 + size + 3) / 4 * 4);
        give_back(number);
        received.bytes = Bytes(g_copy).subspan(hw::rx_slot_frame - 16, size);
        received.tag = static_cast<std::uint8_t>(status);
        received.entry = static_cast<std::uint8_t>(status >> 8);
        received.fit = static_cast<std::uint8_t>(status >> 16 & 3U);
        static const Mac own = mac_of(own_board());
        g_foreign +=
            frame::is_unicast({received.bytes[0]}) && std::memcmp(received.bytes.data(), own.data(), own.size()) != 0;
        return true;
    }
    return false;
}
volatile std::uint32_t* slot_memory(unsigned ring, unsigned slot) {
    return uncached(g_rings[ring][slot % hw::rx_ring]);
}
std::uint16_t next_slot(unsigned ring) {
    return g_tails[ring];
}
std::uint32_t foreign_received() {
    return g_foreign;
}
void forget_received() {
    for (const unsigned ring : {0U, 1U}) {
        g_tails[ring] = static_cast<std::uint16_t>(dma(ring == 0 ? hw::dma::rx0_head : hw::dma::rx1_head));
        dma(ring == 0 ? hw::dma::rx0_tail : hw::dma::rx1_tail) = g_tails[ring];
    }
}

Result command(std::uint32_t operation, const PortBytes& operand, std::uint32_t kind, std::uint32_t tag,
               std::uint32_t owner, std::uint32_t entry) {
    Result result;
    if (!has_box()) {
        return result;
    }
    std::array<std::uint32_t, (port_bytes + 3) / 4> words{};
    std::memcpy(words.data(), operand.data(), port_bytes);
    for (const std::uint32_t word : words) {
        box(hw::fbox::operand) = word;
    }
    box(hw::fbox::command) = operation | kind << 4 | tag << 8 | owner << 16 | entry << 24;
    while ((box(hw::fbox::status) & 2) != 0) {
    }
    const std::uint32_t code = box(hw::fbox::result);
    result.code = static_cast<std::uint8_t>(code);
    result.entry = static_cast<std::uint8_t>(code >> 8);
    for (std::uint32_t& word : words) {
        word = box(hw::fbox::value);
    }
    std::memcpy(result.value.data(), words.data(), port_bytes);
    return result;
}
void disarm(std::uint8_t entry) {
    command(hw::fbox_op_disarm, {}, 0, 0, 0, entry);
}

std::uint32_t counter(hw::Counter which) {
    if (!has_box()) {
        return 0;
    }
    box(hw::fbox::counter_select) = static_cast<std::uint32_t>(which);
    return box(hw::fbox::counter);
}

} // namespace thief
