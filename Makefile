# SPDX-License-Identifier: Apache-2.0
#
# Entry point for everything; `make help` lists the targets. No logic here:
# rules are in mk/, what needs more than a line is a script.

BUILD ?= build
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
UNITDIR ?= $(PREFIX)/lib/systemd/system
KERNEL ?= 6.12
VERSION := $(shell cat VERSION)
export BUILD KERNEL MCTP DEBUG V VECTORS SCENARIO FUZZ_SECONDS RUNS

# What runs without the libraries that the programs need
NO_CONFIG := help clean deps graft dkms-install modules modules_install demo \
	style check check-% bench

.DEFAULT_GOAL := all
include mk/userspace.mk
include mk/tests.mk

all: daemon tools $(if $(KDIR),modules) ## daemon and tools; KDIR= adds modules

daemon: $(BUILD)/bin/mctpd ## mctpd

tools: $(TOOLS:%=$(BUILD)/bin/%) ## mctpctl, mctp-target, mctp-bench

modules: ## kernel modules for KDIR= (cross: ARCH= CROSS_COMPILE=)
	@scripts/build-modules "$(KDIR)" >/dev/null

deps: ## install the Debian packages needed to build and test
	@scripts/deps

vm: all ## test machine: RUN='cmd' or a shell (KERNEL= MCTP= DEBUG=)
	@tests/vm/run $(if $(RUN),'$(subst ','\'',$(RUN))')

demo: deps ## the whole chain in the test machine, nothing needed before
	@$(MAKE) all
	@tests/vm/run tests/demo.sh

bench: deps ## measure (PART=socket,i3c, RUNS=7 of each side), build/bench.json
	@$(MAKE) --no-print-directory all
	@tests/bench/run "$(PART)"

install: all ## install programs below DESTDIR= PREFIX=
	@scripts/install "$(BUILD)" "$(DESTDIR)" "$(PREFIX)" "$(SYSCONFDIR)" \
		"$(UNITDIR)"

modules_install: modules ## install the modules of KDIR=
	@scripts/install-modules "$(KDIR)"

dkms-install: ## register and build the modules with DKMS
	@scripts/dkms-install "$(DESTDIR)"

graft: ## link the modules into a kernel source, KSRC=
	@scripts/graft "$(KSRC)"

clean: ## remove what was built here (not the cached kernels)
	$(Q)rm -rf "$(BUILD)"

help: ## this list
	@awk -F ':.*## ' '/^[a-z_-]+:.*## / { printf "%-16s %s\n", $$1, $$2 }' \
		$(MAKEFILE_LIST)

.PHONY: all daemon tools modules deps vm demo bench install modules_install \
	dkms-install graft clean help
