// What the thief's board has on every machine.
#include "verif/thief/board.hpp"

namespace thief {

void print(std::uint32_t number) {
    std::array<char, 10> text{};
    std::size_t n = text.size();
    do {
        text[--n] = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number != 0);
    print(std::string_view(text.data() + n, text.size() - n));
}

std::uint32_t random() {
    static std::uint32_t state = 0x9E3779B9;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}
PortBytes random_port() {
    PortBytes port{};
    for (auto& byte : port) {
        byte = static_cast<std::uint8_t>(random() >> 8);
    }
    port[0] |= 1;
    return port;
}

} // namespace thief
