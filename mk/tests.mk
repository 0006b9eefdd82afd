# SPDX-License-Identifier: Apache-2.0
#
# Test programs: unit tests and helpers of scenarios are built with address
# and undefined behaviour sanitizers from the real sources, fuzz targets with
# clang. Runners are scripts.

TESTS := $(BUILD)/tests
CHECK_CFLAGS = $(OWN_CPPFLAGS) -Itests -Itests/unit $(LIBS_CFLAGS) \
	-std=gnu11 $(WARNINGS) -Werror -O1 -g $(SANITIZE)

UNIT := $(patsubst tests/unit/%.c,$(TESTS)/unit/%,\
	$(wildcard tests/unit/test-*.c))
SCENARIO_BIN := $(patsubst tests/scenarios/src/%.c,$(TESTS)/scenarios/%,\
	$(wildcard tests/scenarios/src/*.c))
FUZZ := $(patsubst tests/fuzz/%.c,$(TESTS)/fuzz/%,$(wildcard tests/fuzz/fuzz-*.c))

# Everything but what has a main() to test against, one archive per program:
# names that two programs share do not meet
SAN_SRC := $(LIBRARY_SRC) $(filter-out daemon/main.c,$(wildcard daemon/*.c \
	daemon/dbus/*.c))
SAN_OBJ := $(SAN_SRC:%.c=$(TESTS)/obj/%.o)
FUZZ_OBJ := $(SAN_SRC:%.c=$(TESTS)/fuzz-obj/%.o)
CLANG ?= clang
FUZZ_CFLAGS = $(CHECK_CFLAGS) -fsanitize=fuzzer-no-link

$(TESTS)/obj/%.o: %.c $(BUILD)/obj/flags
	$(call quiet,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CHECK_CFLAGS) -MMD -MP -c -o $@ $<

tool_objects = $(patsubst %.c,$(TESTS)/obj/%.o,\
	$(filter-out %/main.c,$(wildcard tools/$(1)/*.c)))
$(TESTS)/obj/mctpd.a: $(SAN_OBJ)
$(foreach tool,$(TOOLS),$(eval \
	$(TESTS)/obj/$(tool).a: $(call tool_objects,$(tool))))
ARCHIVES := $(patsubst %,$(TESTS)/obj/%.a,mctpd $(TOOLS))
$(ARCHIVES):
	$(Q)rm -f $@ && $(AR) crs $@ $^

# test-mctpctl-* sees mctpctl, the others the daemon or else mctp-target
program = $(TESTS)/obj/$(if $(findstring /test-mctpctl-,$@),mctpctl,mctpd).a
$(UNIT): $(TESTS)/unit/%: $(TESTS)/obj/tests/unit/%.o $(ARCHIVES)
	$(call quiet,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CHECK_CFLAGS) -o $@ $< $(program) \
		$(filter %/mctp-target.a,$^) $(filter %/mctpd.a,$^) $(LIBS) -lcmocka

VECTORS_OBJ := $(patsubst %.c,$(TESTS)/obj/%.o,$(wildcard tests/vectors/*.c))
$(TESTS)/vectors: $(VECTORS_OBJ) $(TESTS)/obj/mctpd.a
	$(call quiet,LD,$@)
	$(Q)$(CC) $(CHECK_CFLAGS) -o $@ $^ $(LIBS) -ljansson

# run in the test machine, with the kernel as what is tested: no sanitizers
$(SCENARIO_BIN): $(TESTS)/scenarios/%: tests/scenarios/src/%.c $(LIBRARY)
	$(call quiet,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -MT $@ -o $@ $(filter %.c %.a,$^) $(LIBS)

# asks the kernel and nothing else: no libraries
ABI_SRC := $(wildcard tests/abi/*.c)
$(TESTS)/abi/probe: $(ABI_SRC) $(wildcard tests/abi/*.h) tests/mctp-uapi.h
	$(call quiet,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -D_GNU_SOURCE -std=gnu11 $(WARNINGS) -Werror -O1 -g \
		-o $@ $(ABI_SRC)

$(TESTS)/fuzz-obj/%.o: %.c $(BUILD)/obj/flags
	$(call quiet,CLANG,$<)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(FUZZ_CFLAGS) -MMD -MP -c -o $@ $<

$(TESTS)/fuzz-obj/all.a: $(FUZZ_OBJ)
	$(Q)rm -f $@ && $(AR) crs $@ $^

$(FUZZ): $(TESTS)/fuzz/%: tests/fuzz/%.c $(TESTS)/fuzz-obj/all.a
	$(call quiet,CLANG,$@)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(CHECK_CFLAGS) -fsanitize=fuzzer -MMD -MP -MT $@ -o $@ \
		$(filter %.c %.a,$^) $(LIBS)

# Each header alone: what it needs, it includes
HEADERS := $(wildcard daemon/*.h daemon/*/*.h tools/*/*.h \
	kernel/include/uapi/linux/*.h)
$(HEADERS:%=$(TESTS)/headers/%.ok): $(TESTS)/headers/%.ok: %
	@mkdir -p $(@D)
	$(Q)$(CC) $(CHECK_CFLAGS) -Wno-unused-function -MMD -MP -MT $@ \
		-MF $@.d -fsyntax-only -x c -include $< /dev/null && touch $@

headers: $(HEADERS:%=$(TESTS)/headers/%.ok)
unit-programs: $(UNIT)
scenario-programs: $(SCENARIO_BIN)
fuzz-programs: $(FUZZ)
abi-program: $(TESTS)/abi/probe
vectors-program: $(TESTS)/vectors

check: deps ## every test; last line: N passed, N failed, N skipped
	@tests/check

check-headers: ## each header compiles alone
	@tests/check headers

check-unit: ## unit tests with sanitizers
	@tests/check unit

check-kunit: ## KUnit suites in the test machine, KERNEL= or both kernels
	@tests/check kunit

check-vm: ## scenarios in the test machine, SCENARIO= or all
	@tests/check vm

check-debug: ## KUnit and scenarios under KASAN, lockdep and kmemleak
	@tests/check debug

check-fuzz: ## every fuzz target for FUZZ_SECONDS= (5)
	@tests/check fuzz

check-abi: ## the socket family side by side with the in-tree one
	@tests/check abi

check-intree: ## driver, daemon and tools on the in-tree socket family
	@tests/check intree

check-graft: ## the modules in a kernel's tree, built in and as modules
	@tests/check graft

check-builds: ## modules for arm, arm64, i386, and with COMPAT
	@tests/check builds

check-compat: ## 32-bit programs and perf on x86_64, emulated (not in check)
	@tests/check compat

style: ## checkpatch, sparse, shellcheck, upstream's bugs
	@tests/check style

check-vectors: ## replay recorded SPDM sessions of VECTORS=
	@tests/check vectors

.PHONY: headers unit-programs scenario-programs fuzz-programs vectors-program \
	abi-program check check-headers check-unit check-kunit check-vm \
	check-debug check-fuzz check-abi check-intree check-graft check-builds \
	check-compat style check-vectors

-include $(SAN_OBJ:.o=.d) $(VECTORS_OBJ:.o=.d) $(foreach tool,$(TOOLS),$(patsubst %.o,%.d,$(call tool_objects,$(tool)))) \
	 $(FUZZ_OBJ:.o=.d) $(UNIT:$(TESTS)/%=$(TESTS)/obj/tests/%.d) \
	$(SCENARIO_BIN:=.d) $(FUZZ:=.d) $(HEADERS:%=$(TESTS)/headers/%.ok.d)
