#include "verif/thief/guess/box.hpp"

int main(int argc, char** argv) {
    return argc == 2 ? amoebox::bench::guess(12, 102400, argv[1]) : 2;
}
