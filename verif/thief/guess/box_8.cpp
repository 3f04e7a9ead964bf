#include "verif/thief/guess/box.hpp"

int main(int argc, char** argv) {
    return argc == 2 ? amoebox::bench::guess(8, 12800, argv[1]) : 2;
}
