// The same cable where the box is missing (DEFENCE = 0): what the kernel writes is what travels, and all of it arrives.
#include "amoebox.h"

typedef unsigned char u8;
typedef unsigned int u32;

extern "C" {
void print(const char* text);
void print_hex(u32 value);
[[noreturn]] void power_off(u32 status);
[[noreturn]] void main();
}

namespace {
volatile u32& reg(u32 address) {
    return *reinterpret_cast<volatile u32*>(address);
}
volatile u32& word(u32 offset) {
    return reg(AMB_RAM_UNCACHED_BASE + offset);
}
volatile u8& byte(u32 offset) {
    return *reinterpret_cast<volatile u8*>(AMB_RAM_UNCACHED_BASE + offset);
}
constexpr u32 k_tx = 0x4000, k_header = 0x5000, k_rx1 = 0x40000, k_bytes = 200;
} // namespace

void main() {
    print("wire\n");
    while ((reg(AMB_FBOX_BASE + AMB_FBOX_STATUS) & 1) == 0) {
    }
    for (u32 i = 0; i < k_bytes; ++i) {
        byte(k_header + i) = static_cast<u8>(i * 7 + 1);
    }
    byte(k_header + AMB_AT_KIND) = AMB_KIND_HERE_IS; // only boxes may say this
    reg(AMB_DMA_BASE + AMB_DMA_TX_BASE) = AMB_RAM_BASE + k_tx;
    reg(AMB_DMA_BASE + AMB_DMA_RX0_BASE) = AMB_RAM_BASE + 0x20000;
    reg(AMB_DMA_BASE + AMB_DMA_RX1_BASE) = AMB_RAM_BASE + k_rx1;
    reg(AMB_DMA_BASE + AMB_DMA_CONTROL) = 3;
    word(k_tx) = k_bytes;
    word(k_tx + 4) = AMB_RAM_BASE + k_header;
    word(k_tx + 16) = 0;
    reg(AMB_DMA_BASE + AMB_DMA_TX_HEAD) = 1;
    while (reg(AMB_DMA_BASE + AMB_DMA_RX1_HEAD) == 0) {
    }
    u32 wrong = word(k_rx1 + 4) != k_bytes;
    for (u32 i = 0; i < k_bytes; ++i) {
        wrong += byte(k_rx1 + AMB_RX_SLOT_FRAME + i) != byte(k_header + i);
    }
    print(wrong == 0 ? "as it was\n" : "changed\n");
    power_off(wrong != 0);
}
