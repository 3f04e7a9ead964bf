// A frame of one board to itself, over the cable: arm, send from user pages, receive into a ring; answer into a context.
// Then a reset by its own hand: the RAM stays, the box and the DMA begin a new life.
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
// RAM through the alias that is not cached
volatile u32& word(u32 offset) {
    return reg(AMB_RAM_UNCACHED_BASE + offset);
}
volatile u8& byte(u32 offset) {
    return *reinterpret_cast<volatile u8*>(AMB_RAM_UNCACHED_BASE + offset);
}

constexpr u32 k_life = 0x3000; // which life this is
constexpr u32 k_tx = 0x4000, k_header = 0x5000, k_list_out = 0x5800, k_list_in = 0x5900;
constexpr u32 k_rx0 = 0x20000, k_rx1 = 0x40000;
constexpr u32 k_out0 = 0x63000, k_out1 = 0x61000; // pages of the data sent
constexpr u32 k_in0 = 0x65000, k_in1 = 0x64000;   // pages of the context
constexpr u32 k_length = 300, k_start = 4096 - 77;
constexpr u32 k_in_start = 4096 - 133, k_in_length = 500;
constexpr u32 k_ram = AMB_RAM_BASE;
constexpr u32 k_first = AMB_HEADER_SIZE + AMB_MESSAGE_SIZE;
constexpr u32 k_fbox = AMB_FBOX_BASE, k_dma = AMB_DMA_BASE;

[[noreturn]] void fail(const char* what, u32 value) {
    print("FAILED: ");
    print(what);
    print_hex(value);
    power_off(1);
}
void must(bool good, const char* what, u32 value) {
    if (!good) {
        fail(what, value);
    }
}

u32 command(u32 operation) {
    reg(k_fbox + AMB_FBOX_COMMAND) = operation;
    while ((reg(k_fbox + AMB_FBOX_STATUS) & 2) != 0) {
    }
    return reg(k_fbox + AMB_FBOX_RESULT);
}

void operand(u32 seed) {
    for (u32 i = 0; i < (AMB_PORT_BYTES + 3) / 4; ++i) {
        reg(k_fbox + AMB_FBOX_OPERAND) = seed * 0x01010101U + i;
    }
}

// The public result into bytes.
void value(u32 place) {
    for (u32 i = 0; i < AMB_PORT_BYTES; i += 4) {
        const u32 got = reg(k_fbox + AMB_FBOX_VALUE);
        for (u32 k = 0; k < 4 && i + k < AMB_PORT_BYTES; ++k) {
            byte(place + i + k) = static_cast<u8>(got >> (8 * k));
        }
    }
}

void put(u32 at, u32 number, u32 size) {
    for (u32 i = 0; i < size; ++i) {
        byte(at + i) = static_cast<u8>(number >> (8 * (size - 1 - i)));
    }
}

void header(u32 kind, u32 length, u32 reply_seed, u32 port) {
    for (u32 i = 0; i < k_first; i += 4) {
        word(k_header + i) = 0;
    }
    put(k_header + AMB_AT_DESTINATION, reg(k_fbox + AMB_FBOX_MAC_HIGH), 2);
    put(k_header + AMB_AT_DESTINATION + 2, reg(k_fbox + AMB_FBOX_MAC_LOW), 4);
    put(k_header + AMB_AT_SOURCE, 0xdeadbeef, 4); // a lie
    put(k_header + AMB_AT_ETHERTYPE, AMB_ETHERTYPE, 2);
    put(k_header + AMB_AT_VERSION, AMB_VERSION, 1);
    put(k_header + AMB_AT_KIND, kind, 1);
    put(k_header + AMB_AT_LENGTH, length, 2);
    for (u32 i = 0; i < AMB_PORT_BYTES; ++i) {
        byte(k_header + AMB_AT_REPLY + i) = static_cast<u8>(reply_seed + i);
        byte(k_header + AMB_AT_PORT + i) = byte(port + i);
    }
    put(k_header + AMB_AT_TRANSACTION, 77, 4);
    put(k_header + AMB_AT_TOTAL, length, 4);
}

u32 send(u32 number, u32 control, u32 start, u32 length) {
    const u32 descriptor = k_tx + 32 * (number & 63);
    word(descriptor + 0) = k_first | control;
    word(descriptor + 4) = k_ram + k_header;
    word(descriptor + 8) = k_ram + k_list_out;
    word(descriptor + 12) = start;
    word(descriptor + 16) = length;
    word(descriptor + 24) = 0;
    reg(k_dma + AMB_DMA_TX_HEAD) = number + 1;
    while (reg(k_dma + AMB_DMA_TX_DONE) != number + 1) {
    }
    return word(descriptor + 24);
}

} // namespace

void main() {
    print("frame\n");
    const bool again = word(k_life) == 0x600df00d;
    must(reg(k_dma + AMB_DMA_TX_HEAD) == 0 && reg(k_dma + AMB_DMA_TX_DONE) == 0 &&
             reg(k_dma + AMB_DMA_RX0_HEAD) == 0 && reg(k_dma + AMB_DMA_CONTROL) == 0,
         "the DMA remembers ", 0);
    while ((reg(k_fbox + AMB_FBOX_STATUS) & 1) == 0) {
    }
    must(reg(k_fbox + AMB_FBOX_ID) == 0x46424f58, "id ", reg(k_fbox + AMB_FBOX_ID));
    if (again) {
        must(word(k_life + 4) != reg(k_fbox + AMB_FBOX_EPOCH_LOW), "the epoch is the old one ", word(k_life + 4));
    }

    // A service of ring 0
    operand(0x31);
    u32 result = command(AMB_FBOX_OP_ARM | 1 << 16);
    must((result & 0xff) == AMB_FBOX_OK, "arm ", result); // in the second life: the old port is gone
    value(0x6000);

    for (u32 i = 0; i < 4096; i += 4) {
        word(k_out0 + i) = i * 0x9e3779b1U;
        word(k_out1 + i) = i * 0x7feb352dU;
    }
    word(k_list_out) = k_ram + k_out0;
    word(k_list_out + 4) = k_ram + k_out1;
    word(k_list_in) = k_ram + k_in0;
    word(k_list_in + 4) = k_ram + k_in1;
    reg(k_dma + AMB_DMA_TX_BASE) = k_ram + k_tx;
    reg(k_dma + AMB_DMA_RX0_BASE) = k_ram + k_rx0;
    reg(k_dma + AMB_DMA_RX1_BASE) = k_ram + k_rx1;
    reg(k_dma + AMB_DMA_CONTROL) = 3;
    reg(k_dma + AMB_DMA_CTX_SELECT) = 5;
    reg(k_dma + AMB_DMA_CTX_PAGES) = k_ram + k_list_in;
    reg(k_dma + AMB_DMA_CTX_START) = k_in_start;
    reg(k_dma + AMB_DMA_CTX_SOURCE_HIGH) = reg(k_fbox + AMB_FBOX_MAC_HIGH);
    reg(k_dma + AMB_DMA_CTX_SOURCE_LOW) = reg(k_fbox + AMB_FBOX_MAC_LOW);
    reg(k_dma + AMB_DMA_CTX_LENGTH) = k_in_length;

    // The request; its reply port is armed on the way, for context 5.
    header(AMB_KIND_REQUEST, k_length, 0x52, 0x6000);
    result = send(0, 1 << 8 | (AMB_TAG_CONTEXT | 5U) << 16 | 2U << 24, k_start, k_length);
    must((result & 0x800000ffU) == 0x80000000U, "send ", result);
    while (reg(k_dma + AMB_DMA_RX0_HEAD) == 0) {
    }
    must((word(k_rx0) & 0x300ffU) == 0, "slot ", word(k_rx0));
    must(word(k_rx0 + 4) == k_first + k_length, "bytes ", word(k_rx0 + 4));
    for (u32 i = 0; i < k_length; ++i) {
        const u32 place = k_start + i;
        const u8 there = byte(place < 4096 ? k_out0 + place : k_out1 + place - 4096);
        must(byte(k_rx0 + AMB_RX_SLOT_FRAME + k_first + i) == there, "data ", i);
    }
    print("request\n");
    const u32 frame = k_rx0 + AMB_RX_SLOT_FRAME;
    u32 same = 0;
    for (u32 i = 0; i < AMB_PORT_BYTES; ++i) {
        same += byte(frame + AMB_AT_REPLY + i) == static_cast<u8>(0x52 + i);
    }
    must(same <= 2, "the get-port was on the wire ", same);
    must((byte(frame + AMB_AT_SOURCE + 5) | byte(frame + AMB_AT_SOURCE + 4) << 8) ==
             (reg(k_fbox + AMB_FBOX_MAC_LOW) & 0xffff),
         "source ", byte(frame + AMB_AT_SOURCE + 5));

    // The reply, to what the reply field shows, shows the service: its data go to the pages of the context.
    for (u32 i = 0; i < 4096; i += 4) {
        word(k_in0 + i) = word(k_in1 + i) = 0;
    }
    header(AMB_KIND_REPLY, k_in_length, 0x31, frame + AMB_AT_REPLY);
    result = send(1, 0, 3, k_in_length);
    must((result & 0x800000ffU) == 0x80000000U, "send ", result);
    while (reg(k_dma + AMB_DMA_RX1_HEAD) == 0) {
    }
    must((word(k_rx1) & 0x300ffU) == (0x10000U | AMB_TAG_CONTEXT | 5), "slot ", word(k_rx1));
    must(word(k_rx1 + 4) == k_first, "bytes ", word(k_rx1 + 4));
    for (u32 i = 0; i < k_in_length; ++i) {
        const u32 place = k_in_start + i;
        must(byte(place < 4096 ? k_in0 + place : k_in1 + place - 4096) == byte(k_out0 + 3 + i), "placed ", i);
    }
    must(byte(k_in0 + k_in_start - 1) == 0 && byte(k_in1 + k_in_start + k_in_length - 4096) == 0,
         "beside the context ", 0);
    print("reply\n");

    if (!again) {
        word(k_life) = 0x600df00d;
        word(k_life + 4) = reg(k_fbox + AMB_FBOX_EPOCH_LOW);
        reg(AMB_SYS_BASE + AMB_SYS_POWER) = AMB_POWER_RESET;
        for (;;) {
        }
    }
    print("again\n");
    power_off(0);
}
