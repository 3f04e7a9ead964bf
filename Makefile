# Amoebox: the only command anyone must know.  `make help` lists what there is.
#
# One fragment per directory (build.mk) says what is built there; the rules they use are in tools/make/.
# Everything made goes below build/: build/$(PROFILE)/ what depends on the port width, build/bin/ host tools,
# build/results/ what runs report.

PROFILE ?= wide
SEED    ?= 1
THREADS ?= 2

.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL := /bin/bash

include tools/make/toolchain.mk
include tools/generate/build.mk
include tools/make/rules.mk
include $(filter-out tools/generate/build.mk,$(sort $(wildcard */build.mk */*/build.mk */*/*/build.mk)))
include tools/make/targets.mk
include tools/make/lint.mk
