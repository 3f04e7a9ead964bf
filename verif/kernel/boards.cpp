// boards: runs boot images on model boards joined by a perfect wire and prints their consoles.
//
//   boards --rom FILE --image FILE [--image FILE]... [--cycles N] [--input TEXT] [--ram MB] [--seed N] [--profile]
//
// The exit status is that of the first board that powers off with another status than 0, 0 when all did, 99 when the cycles are used up.
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "verif/kernel/model_board.hpp"

double sc_time_stamp() {
    return 0;
}

int main(int argc, char** argv) {
    using namespace amoebox;
    using namespace amoebox::verif;
    CLI::App app{"Runs boot images on model boards."};
    std::string rom;
    std::string input;
    std::vector<std::string> images;
    std::uint64_t cycles = 50'000'000;
    std::uint64_t seed = 1;
    std::uint32_t ram = 32;
    bool trace = false;
    bool profile = false;
    bool frames = false;
    std::vector<std::uint64_t> window;
    unsigned profiled = 0;
    std::uint64_t profile_from = 0;
    int sources = -1;
    bool quick = false;
    app.add_option("--rom", rom)->required();
    app.add_option("--image", images)->required();
    app.add_option("--cycles", cycles);
    app.add_option("--seed", seed);
    app.add_option("--ram", ram, "MB");
    app.add_option("--input", input, "typed on the first board's console");
    app.add_flag("--trace", trace, "print trace words");
    app.add_flag("--profile", profile, "print where instruction lines were fetched");
    app.add_option("--profile-board", profiled);
    app.add_option("--window", window,
                   "FROM TO: print each change of the retired instruction's code line, with the instructions so far")
        ->expected(2);
    app.add_option("--sources", sources,
                   "with --profile: count 0 code lines, 1 data lines, 2 single reads, 3 stores instead of cycles");
    app.add_option("--profile-from", profile_from);
    app.add_flag("--frames", frames, "print every frame");
    app.add_flag("--first", quick, "end when the first board is off");
    CLI11_PARSE(app, argc, argv);

    const auto read = [](const std::string& path) {
        std::ifstream in(path, std::ios::binary);
        if (!in) {
            std::cerr << "boards: " << path << " cannot be read\n";
            std::exit(98);
        }
        return std::vector<std::uint8_t>(std::istreambuf_iterator<char>(in), {});
    };
    ModelNetwork network;
    if (frames) {
        network.watch = [](const Frame& frame, std::uint64_t due) {
            std::cout << "frame " << frame::name(static_cast<frame::Kind>(frame[frame::at_kind])) << " from "
                      << unsigned(frame[frame::at_source + 5]) << " bytes " << frame.size() << " on the wire until "
                      << due << "\n";
        };
    }
    std::vector<std::unique_ptr<ModelBoard>> boards;
    std::vector<std::string> lines(images.size());
    for (unsigned i = 0; i < images.size(); ++i) {
        auto board = std::make_unique<ModelBoard>(i, seed, ram << 20, network);
        board->rom() = read(rom);
        const auto bytes = read(images[i]);
        std::ranges::copy(bytes, board->ram().begin() + 0x01000000);
        const std::string prefix = images.size() > 1 ? "[" + std::to_string(i) + "] " : "";
        board->on_byte = [&lines, i, prefix](char c) {
            if (c == '\n') {
                std::cout << prefix << lines[i] << "\n" << std::flush;
                lines[i].clear();
            } else {
                lines[i] += c;
            }
        };
        if (trace) {
            ModelBoard* at = board.get();
            board->on_trace = [at, prefix](std::uint32_t word) {
                std::cout << prefix << "trace " << std::hex << word << std::dec << " at " << at->cycle() << "\n";
            };
        }
        boards.push_back(std::move(board));
    }
    for (char& c : input) {
        c = c == ';' ? '\n' : c;
    }
    boards[0]->type(input);
    std::map<std::uint32_t, std::uint64_t> fetches;
    unsigned status = 99;
    for (std::uint64_t cycle = 0; cycle < cycles; ++cycle) {
        bool all_off = true;
        bool failed = false;
        for (auto& board : boards) {
            if (!board->off()) {
                board->step();
                all_off = false;
            } else if (board->status() != 0 || quick) {
                failed = true;
                status = board->status();
            }
        }
        if (profile && cycle == profile_from) {
            for (auto& board : boards) {
                board->transactions = {};
                board->count_sources = true;
            }
        }
        if (window.size() == 2 && cycle >= window[0] && cycle < window[1]) {
            static std::uint32_t last = 0;
            const std::uint32_t pc = boards[profiled]->retired() & ~31U;
            if (pc != last) {
                std::cout << "at " << cycle << " 0x" << std::hex << pc << std::dec << " "
                          << boards[profiled]->retirements() << "\n";
            }
            last = pc;
        }
        if (profile && cycle >= profile_from) {
            ++fetches[boards[profiled]->retired() & ~31U];
        }
        if (all_off || failed) {
            status = failed ? status : 0;
            break;
        }
    }
    for (unsigned i = 0; i < lines.size(); ++i) {
        if (!lines[i].empty()) {
            std::cout << lines[i] << "\n";
        }
    }
    if (status == 99) {
        std::cout << "boards: " << cycles << " cycles are used up; last fetch at 0x" << std::hex << boards[0]->pc()
                  << std::dec << "\n";
    }
    for (const auto& [pc, n] : sources >= 0 ? boards[profiled]->sources[static_cast<unsigned>(sources)] : fetches) {
        if (n > (sources >= 0 ? 20 : 200)) {
            std::cout << std::hex << pc << std::dec << " " << n << "\n";
        }
    }
    for (auto& board : boards) {
        if (profile) {
            std::cout << "boards: lines of code " << board->transactions[0] << ", lines of data "
                      << board->transactions[1] << ", single reads " << board->transactions[2] << ", stores "
                      << board->transactions[3] << "\n";
        }
        std::cout << "boards: ended after " << board->cycle() << " cycles; an interrupt waited at most "
                  << board->longest_wait() << " (until " << board->longest_wait_end() << "); " << board->box().armed()
                  << " ports armed\n";
    }
    return static_cast<int>(status);
}
