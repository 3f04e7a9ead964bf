"""Kernel tests on model boards: makes images, runs them, reads the consoles.

    kernel_test.py BUILD_DIRECTORY GROUP        GROUP: image, isolation, threads, local, remote, fuzz, shell
Last line: 'N passed, N failed'.
"""
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile

build = pathlib.Path(sys.argv[1])
wide = build.name == "wide"
temporary = pathlib.Path(tempfile.mkdtemp(prefix="kernel_test"))
GET = {"echo": "0102030405060708090a0b0c0d0e"[: 28 if wide else 12], "file": "1102030405060708090a0b0c0d0e"[: 28 if wide else 12]}
PUT = {name: subprocess.run(["build/bin/f", "--width", "112" if wide else "48", value], capture_output=True, text=True,
                            check=True).stdout.strip() for name, value in GET.items()}
passed = failed = 0


def check(good, what, output=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {what}\n{output}")


def image(name, runs, serves=(), kernel="kernel", files=()):
    path = temporary / f"{name}.img"
    command = [build / "bin/mkimage", "--out", path, "--kernel", build / f"target/{kernel}.elf"]
    for program in ("echo", "fetch", "file", "fuzzcalls", "hello", "local", "sh", "threads", "trespass"):
        command += ["--program", f"{program}={build}/target/{program}.elf"]
    for file_name, source in files:
        command += ["--file", f"{file_name}={source}"]
    for service in GET:
        command += ["--put", f"{service}={PUT[service]}"]
        if service in serves:
            command += ["--get", f"{service}={GET[service]}"]
    for run in runs:
        command += ["--run", run]
    subprocess.run([str(word) for word in command], check=True)
    return path


def run(images, *options, cycles=30_000_000):
    command = [build / "bin/boards", "--rom", build / "target/firmware.bin", "--cycles", cycles, *options]
    for path in images:
        command += ["--image", path]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_image():
    good = image("good", ["hello"])
    status, output = run([good])
    check(status == 0 and "hello from board 0" in output, "a good image boots", output)
    data = good.read_bytes()
    cases = {"nothing": bytes(64), "magic": b"X" + data[1:], "length": data[:4] + b"\xff\xff\xff\x7f" + data[8:],
             "short": data[:4] + b"\x08\0\0\0" + data[8:], "odd length": data[:4] + b"\x41\0\0\0" + data[8:]}
    for at in (8, 12, 20, 24, 40, len(data) // 2, len(data) - 5):
        cases[f"bit at {at}"] = data[:at] + bytes([data[at] ^ 4]) + data[at + 1:]
    for name, bad in cases.items():
        path = temporary / "bad.img"
        path.write_bytes(bad)
        status, output = run([path], cycles=3_000_000)
        check(status == 70 and "firmware: the boot image" in output and "powering off" in output, f"bad image: {name}", output)


def test_isolation():
    for what, words in {"kernel-read": "loaded from", "kernel-write": "stored to", "alias-read": "loaded from",
                        "device-read": "loaded from", "device-write": "stored to", "null": "stored to", "code-write": "stored to",
                        "data-execute": "executed at", "kernel-execute": "executed at", "illegal": "executed an instruction",
                        "privileged": "executed an instruction", "supervisor-return": "executed an instruction",
                        "misaligned": "not aligned", "stack": "stored to", "unmapped": "stored to",
                        "wild-thread": "executed at"}.items():
        status, output = run([image("i", [f"trespass {what}", "hello"])], cycles=12_000_000)
        check("survived" not in output and re.search(rf"board 0: program trespass, thread \d+: .*{words}.*address 0x", output)
              and "hello from board 0" in output and "panic" not in output, f"isolation: {what}", output)


def test_threads():
    status, output = run([image("t", ["threads"])], cycles=60_000_000)
    check(status == 0 and "threads: ok" in output, "threads", output)


def test_local():
    status, output = run([image("l", ["echo --threads 2", "local"], serves=["echo"])], cycles=120_000_000)
    check(status == 0 and "local: ok" in output, "local RPC", output)
    check("local: quota of ports" in output, "the quota of ports was reached", output)
    for kernel, stolen in (("kernel", "0"), ("kernel-no-software-f", "1")):
        status, output = run([image("a", ["echo", "local --listen"], serves=["echo"], kernel=kernel)], cycles=60_000_000)
        check(f"@local_listen stolen={stolen}" in output, f"listening on P with {kernel}: stolen={stolen}", output)


def test_remote():
    source = temporary / "data"
    source.write_bytes(bytes((i * 31 + (i >> 9)) & 255 for i in range(150_001)))
    sha = hashlib.sha256(source.read_bytes()).hexdigest()
    server = image("s", ["file --files data", "echo"], serves=["file", "echo"], files=[("data", source)])
    client = image("c", ["fetch --file data"])
    status, output = run([client, server], "--first", cycles=80_000_000)
    check(status == 0 and sha in output, "a file by one RPC", output)
    client = image("c", ["fetch --file data --piece 1000"])
    status, output = run([client, server], "--first", cycles=120_000_000)
    check(status == 0 and sha in output, "a file by many RPCs", output)
    client = image("c", ["fetch --file nothing"])
    status, output = run([client, server], "--first", cycles=80_000_000)
    check(status == 1 and "STD_NOTFOUND" in output, "a file that is not there", output)


def test_fuzz():
    calls = 100_000 if build.name == "wide" else 20_000  # the width of ports is in few of them
    status, output = run([image("f", [f"fuzzcalls --calls {calls}"])], cycles=400_000_000)
    check(status == 0 and f"@fuzzcalls calls={calls}" in output and "panic" not in output, f"{calls} random calls", output)
    found = re.findall(r"pages (\d+) free", run([image("f", ["sh --system"])], "--input",
                       "status;run fuzzcalls --calls 500 --seed 7;" + "status kernel;" * 150 + "exit;", cycles=200_000_000)[1])
    check(len(found) > 10 and found[0] == found[-1] and min(found) < found[0],
          f"free pages before {found[:1]}, lowest {min(found, default='')}, after {found[-1:]}", "")
    # All calls, in processes that may end in any way; those that wait for ever are killed.
    status, output = run([image("w", ["fuzzcalls --system --children 60"])], cycles=400_000_000)
    found = re.search(r"@fuzzcalls children=60 killed=(\d+) pages_before=(\d+) pages_after=(\d+)", output)
    check(status == 0 and found and found[2] == found[3] and 0 < int(found[1]) < 60 and "panic" not in output
          and "the process ends" in output, "60 processes that make all calls", output)
    check(all(c.isprintable() or c == "\n" for c in output), "what they write is text", repr(output[:3000]))


def test_shell():
    status, output = run([image("sh", ["sh --system", "echo"], serves=["echo"])], "--input",
                         "help;programs;services;counters;info echo;status kernel;run hello you;exit;", cycles=30_000_000)
    for words in ("programs of the boot image", "program hello", "process 0 kernel", " echo\n", "OUT_SENT", "echo server", "pages ",
                  "hello from board 0, process"):
        check(words in output, f"shell: {words!r}", output)
    status, output = run([image("sh", ["sh", "echo"], serves=["echo"])], "--input", "run hello;kill 0;exit;", cycles=30_000_000)
    check("was not given the kernel's capability" in output and "hello from" not in output, "no capability, no process", output)


globals()[f"test_{sys.argv[2]}"]()
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
