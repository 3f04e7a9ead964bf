# Which tools, with which flags.  Versions are those of Debian 12; see tools/setup/.

ifeq ($(filter $(PROFILE),wide classic),)
$(error PROFILE is '$(PROFILE)', expected 'wide' (112-bit ports) or 'classic' (48-bit ports))
endif

B   := build/$(PROFILE)
GEN := $(B)/gen

CXX      := clang++-19
AR       := llvm-ar-19
PYTHON   := build/venv/bin/python
VENV_BIN := build/venv/bin

# Host code: C++23 on libc++ (the library the target uses too), warnings are errors.
CXXFLAGS := -std=c++23 -stdlib=libc++ -O2 -g1 -Wall -Wextra -Wconversion -Wshadow -Werror \
            -DFMT_HEADER_ONLY -I. -I$(B)
LDFLAGS  := -stdlib=libc++ -fuse-ld=lld-19 -pthread

VERILATOR         := verilator
VERILATOR_INCLUDE := /usr/share/verilator/include
VERILATOR_FLAGS   := --cc -Wall --default-language 1364-2005 -O3 -I$(GEN)
# Benches look for bugs: assertions on, unknown values random from the run's seed.
# ($error in the AMOEBOX_ASSERT blocks is the one word that is not Verilog-2005.)
VERILATOR_CHECK   := --assert +define+AMOEBOX_ASSERT --default-language 1800-2012 --x-assign unique --x-initial unique
# The simulator is after speed.
VERILATOR_FAST    := --noassert --x-assign fast --x-initial fast
