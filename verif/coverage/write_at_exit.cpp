// Linked into every bench of `make coverage`: writes what was covered when the program ends, to AMOEBOX_COVERAGE.
//
// Verilator keeps its counters inside the models and reads them only then, so no model may go away before: nothing is ever
// freed.  Benches are shortened (AMOEBOX_QUICK) and end soon.
#include <verilated.h>
#include <verilated_cov.h>

#include <cstdlib>
#include <new>

namespace {
struct Writer {
    Writer() { Verilated::threadContextp()->coveragep(); } // constructed first, so destroyed after this
    ~Writer() {
        if (const char* file = std::getenv("AMOEBOX_COVERAGE")) {
            Verilated::threadContextp()->coveragep()->write(file);
        }
    }
} writer;
} // namespace

void operator delete(void*) noexcept {}
void operator delete[](void*) noexcept {}
void operator delete(void*, std::size_t) noexcept {}
void operator delete[](void*, std::size_t) noexcept {}
void operator delete(void*, std::align_val_t) noexcept {}
void operator delete[](void*, std::align_val_t) noexcept {}
void operator delete(void*, std::size_t, std::align_val_t) noexcept {}
void operator delete[](void*, std::size_t, std::align_val_t) noexcept {}
