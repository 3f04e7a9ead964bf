// DMA, F-box and wire of ModelBoard: placeholder until the protocol arrives.
#pragma once
#include <cstdint>
#include <vector>
namespace amoebox::verif {
class ModelNetwork {};
class ModelBox {
  public:
    ModelBox(unsigned, std::uint64_t, std::vector<std::uint8_t>&, ModelNetwork&) {}
    void step(std::uint64_t) {}
    bool interrupt() const { return false; }
    std::uint32_t read(std::uint32_t) { return 0; }
    void write(std::uint32_t, std::uint32_t) {}
};
}
