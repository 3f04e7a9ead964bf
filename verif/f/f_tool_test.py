"""build/bin/f from outside: the right value, or one clear sentence and exit status 2.  Argument: the program."""

import os
import random
import subprocess
import sys

import ascon_model


def run(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.argv[1], *arguments], capture_output=True, text=True, timeout=10)
    return done.returncode, done.stdout, done.stderr


def model_passes_official_vectors() -> None:
    path = os.path.join(os.path.dirname(__file__), "ascon_cxof128_kat.txt")
    fields = [line.split("=")[1].strip() for line in open(path) if "=" in line]
    vectors = list(zip(*[iter(fields)] * 4))
    assert len(vectors) == 1089
    for _, message, z, digest in vectors[::33]:
        assert ascon_model.cxof128(bytes.fromhex(z), bytes.fromhex(message), 64).hex().upper() == digest


def values_agree_with_model() -> None:
    source = random.Random(1)
    for use in ascon_model.CUSTOMISATION:
        for width in (112, 48):
            size = width // 8
            for value in [bytes(size), b"\xff" * size, bytes(range(size))] + [source.randbytes(size) for _ in range(5)]:
                expected = ascon_model.f(use, value).hex() + "\n"
                assert run("--use", use, "--width", str(width), value.hex()) == (0, expected, ""), (use, width, value)


def both_cases_of_digits() -> None:
    assert run("AB" * 14) == run("ab" * 14) == run("--use", "port", "--width", "112", "Ab" * 14)
    assert run("ab" * 14)[0] == 0


def known_values() -> None:
    """Written down once, so that the customisation strings cannot change unnoticed on all sides."""
    assert run(bytes(range(14)).hex())[1] == KNOWN_112, run(bytes(range(14)).hex())
    assert run("--width", "48", bytes(range(6)).hex())[1] == KNOWN_48, run("--width", "48", bytes(range(6)).hex())


def bad_input_gets_one_sentence() -> None:
    good = "00" * 14
    for sentence, arguments in {
        "no value": [],
        "has 27 hexadecimal digits, width 112 needs 28": [good[1:]],
        "has 29 hexadecimal digits": [good + "0"],
        "has 28 hexadecimal digits, width 48 needs 12": ["--width", "48", good],
        "character 3 of the value is not": ["00x" + good[3:]],
        "character 28 of the value is not": [good[:27] + " "],
        "unknown use 'ports'": ["--use", "ports", good],
        "unknown use ''": ["--use", "", good],
        "unknown width '64'": ["--width", "64", good],
        "unknown width '112x'": ["--width", "112x", good],
        "not expected": [good, good],
        "--use": [good, "--use"],
        "--nonsense": ["--nonsense", good],
    }.items():
        status, out, error = run(*arguments)
        assert (status, out, error.count("\n")) == (2, "", 1) and sentence in error, (arguments, status, out, error)


def random_arguments_never_crash() -> None:
    source = random.Random(2)
    words = ["--use", "--width", "port", "112", "48", "-", "--", "=", "00" * 14, "zz" * 14, "é" * 14, "a" * 5000, "", "--use=", "%s%n"]
    for _ in range(300):
        arguments = [source.choice(words) for _ in range(source.randrange(6))]
        status, _, error = run(*arguments)
        assert status in (0, 2) and (status == 0 or error.startswith("f: ")), (arguments, status, error)


KNOWN_112 = "cd4cc6efa8c1fe83201794ecc6cc\n"
KNOWN_48 = "309471f1ed4e\n"
TESTS = (model_passes_official_vectors, values_agree_with_model, both_cases_of_digits, known_values,
         bad_input_gets_one_sentence, random_arguments_never_crash)


def main() -> int:
    failed = 0
    for test in TESTS:
        try:
            test()
        except AssertionError as error:
            print(f"{test.__name__}: {error}")
            failed += 1
    print(f"{len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
