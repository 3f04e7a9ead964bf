// attack: stands in the boot text of the thief's board, whose kernel never starts it (verif/thief/main.cpp reads the line).
#include "lib/user/amoebox.hpp"

int main() {
    amoebox::print("attack: this board runs an honest kernel, which makes no attacks\n");
    return 1;
}
