// hello: says so.
#include "lib/user/amoebox.hpp"

int main(int argc, char** argv) {
    using namespace amoebox;
    print("hello from board {}, process {}{}{}\n", own_board(), own_process(), argc > 1 ? ": " : "",
          argc > 1 ? argv[1] : "");
    return 0;
}
