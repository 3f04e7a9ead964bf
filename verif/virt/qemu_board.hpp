// A board that is a QEMU process: its console, its network card and its monitor are socket pairs, its boot image a file in
// memory, so nothing is left when it ends; and it ends when this process does, however that ends.
#pragma once

#include <sys/types.h>

#include <deque>
#include <string>
#include <vector>

#include "verif/sim/board.hpp"

namespace amoebox::sim {

// A cycle of the boards is a tenth of a microsecond here, five times what it is on the node: what is timed in milliseconds
// then holds on a busy host, too.
inline constexpr unsigned k_rate = 1; // cycles in 100 ns

class QemuBoard final : public Board {
  public:
    // `firmware`: an ELF file.  `gdb`: socket on which gdb is waited for before the first instruction; "": nobody does.
    QemuBoard(BoardSetup setup, std::string firmware, std::string gdb);
    ~QemuBoard() override;

    // Descriptors on which it may have something to say.
    void watch(std::vector<int>& descriptors) const;
    // When the next frame is due at it.
    Cycle next_due() const { return due_.empty() ? ~Cycle{0} : due_.front().time; }
    // Waits until QEMU listens; lets it begin.
    void wait_until_ready();
    void begin();

  protected:
    Cycle run_model(Cycle from, Cycle to) override;
    void put(Cycle start, FramePointer frame) override;
    void ordered(Order order) override;

  private:
    struct Due {
        Cycle time;
        FramePointer frame;
    };
    void spawn();
    void end();
    void read_console(Cycle now);
    void read_frames(Cycle now);
    bool has_ended(Cycle now, int options); // those of waitpid()

    std::string firmware_;
    std::string gdb_;
    std::uint64_t lives_ = 0; // each has entropy of its own
    pid_t child_ = -1;
    int console_ = -1, network_ = -1, monitor_ = -1;
    Cycle sent_until_ = 0;
    std::deque<Due> due_;
};

} // namespace amoebox::sim
