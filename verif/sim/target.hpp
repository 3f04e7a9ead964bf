// What a simulator program is linked with: the models of a board and how its image is made.  node_target.cpp has the real
// node, test/stub_target.cpp a small one for tests of the simulator itself.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "verif/sim/board.hpp"

namespace amoebox::sim {

struct ImageRequest {
    std::string board;
    std::string kernel;
    std::vector<std::string> runs; // "NAME ARGUMENT..."
    std::vector<std::string> carries;
    std::vector<std::pair<std::string, std::string>> files;
    std::vector<std::pair<std::string, std::string>> gets; // service, hexadecimal digits
    std::vector<std::pair<std::string, std::string>> puts;
};

// Where built things are: build/wide.
struct Places {
    std::string build;
    std::string target() const { return build + "/target"; }
};

// What its boards are.
struct TargetKind {
    std::string platform = "node";
    bool has_box = true;
    bool has_disks = false;
    bool endless = false;  // somebody looks at a board with a debugger
    unsigned patience = 0; // milliseconds by which a busy host may make its boards late: $PATIENCE
    std::function<Cycle(Cycle now, Cycle until)> clock = {}; // network.hpp
};

// From the program that is linked:
TargetKind target_kind();
std::expected<std::unique_ptr<Board>, std::string> make_board(BoardSetup setup);
std::expected<std::vector<std::uint8_t>, std::string> make_image(const Places& places, const ImageRequest& request);
std::expected<std::vector<std::uint32_t>, std::string> load_rom(const Places& places);

// From target.cpp:
std::expected<std::vector<std::uint8_t>, std::string> read_bytes(const std::string& path);
std::vector<std::uint32_t> to_words(const std::vector<std::uint8_t>& bytes);

// From image_maker.cpp: an image with a kernel of that directory.
std::expected<std::vector<std::uint8_t>, std::string> make_image_of(const Places& places, const std::string& kernels,
                                                                    const ImageRequest& request);

} // namespace amoebox::sim
