"""What must not compile does not, for the reason it should not; and what must compile does.  Argument: the compiler."""

import subprocess
import sys

PREAMBLE = """
#include "lib/capability/capability.hpp"
#include <ostream>
using namespace amoebox;
using Get = BasicGetPort<14>;
using Put = BasicPutPort<14>;
using Narrow = BasicPutPort<6>;
void send(const Put&) {}
void receive(const Get&) {}
void use(const Get& get, const Put& put) {
    (void)get;
    (void)put;
"""

# Statement that must compile, the one that must not, and what the compiler has to say about the latter.
PAIRS = {
    "a get-port where a put-port belongs": ("send(put_port_of(get));", "send(get);", "no matching function for call to 'send'"),
    "a put-port where a get-port belongs": ("receive(get);", "receive(put);", "no matching function for call to 'receive'"),
    "F of a put-port": ("put_port_of(get);", "put_port_of(put);", "no matching function for call to 'put_port_of'"),
    "assigning a get-port to a put-port": ("Put p; p = put;", "Put p; p = get;", "no viable overloaded '='"),
    "a put-port made of a get-port's bytes by the constructor": (
        "Put p = Put::from_wire(put.wire());", "Put p(get.secret_bytes());", "protected constructor"),
    "the bytes of a get-port as if for the wire": ("(void)put.wire();", "(void)get.wire();", "no member named 'wire'"),
    "a get-port from the wire": (
        "(void)Get::from_secret_bytes({});", "(void)Get::from_wire({});", "no member named 'from_wire'"),
    "comparing a get-port with a put-port": ("(void)(put_port_of(get) == put);", "(void)(get == put);", "invalid operands"),
    "printing a get-port": ("(void)[](std::ostream& out) { out << 1; };", "(void)[&](std::ostream& out) { out << get; };", "invalid operands"),
    "a put-port of another width": ("send(put);", "send(Narrow());", "no matching function for call to 'send'"),
    "a capability with a get-port": (
        "BasicCapability<14> c{put, {}, 0, {}}; (void)c;", "BasicCapability<14> c{get, {}, 0, {}}; (void)c;", "no viable conversion"),
    "a signature where a put-port belongs": (
        "(void)signature_of(BasicSignatureSecret<14>());", "send(signature_of(BasicSignatureSecret<14>()));",
        "no matching function for call to 'send'"),
}


def compile_(statement: str) -> tuple[bool, str]:
    command = [sys.argv[1], "-std=c++23", "-stdlib=libc++", "-fsyntax-only", "-I.", "-x", "c++", "-"]
    done = subprocess.run(command, input=PREAMBLE + statement + "\n}\n", capture_output=True, text=True)
    return done.returncode == 0, done.stderr


def main() -> int:
    failed = 0
    good = "\n".join("{ " + right + " }" for right, _, _ in PAIRS.values())
    compiles, message = compile_(good)
    if not compiles:
        print(f"what must compile does not:\n{message}")
        failed += 1
    for name, (_, wrong, reason) in PAIRS.items():
        compiles, message = compile_(wrong)
        if compiles or reason not in message:
            print(f"{name}: {'compiles' if compiles else 'is refused, but not because of ' + reason + ':' + message}")
            failed += 1
    print(f"{len(PAIRS) + 1 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
