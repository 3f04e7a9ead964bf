// Says what the frame codec thinks of frames: reads one frame a line in hex, writes "good" or the sentence of the refusal.
// The Wireshark dissector is tested against it.
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "lib/frame/frame.hpp"

namespace {

int digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

} // namespace

int main(int argc, char** /*argv*/) {
    if (argc > 1) {
        std::cerr
            << "frame_judge: takes no arguments; frames come on standard input, in lower-case hex, one a line\n";
        return 2;
    }
    for (std::string line; std::getline(std::cin, line);) {
        std::vector<std::uint8_t> frame;
        if (line.size() % 2 != 0) {
            line.push_back('?'); // half a byte
        }
        for (std::size_t i = 0; i + 1 < line.size(); i += 2) {
            if (digit(line[i]) < 0 || digit(line[i + 1]) < 0) {
                std::cerr << "frame_judge: expected frames in lower-case hex, one a line\n";
                return 2;
            }
            frame.push_back(static_cast<std::uint8_t>(digit(line[i]) * 16 + digit(line[i + 1])));
        }
        const auto decoded = amoebox::frame::decode(frame);
        std::cout << (decoded ? "good" : amoebox::frame::text(decoded.error())) << '\n';
    }
    return 0;
}
