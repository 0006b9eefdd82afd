# SPDX-License-Identifier: Apache-2.0
#
# How the programs are compiled. Every .c file belongs to what its directory
# says; a new file needs no change here.

Q := $(if $(filter 1,$(V)),,@)
SILENT := $(findstring s,$(firstword -$(MAKEFLAGS)))
quiet = @$(if $(SILENT)$(filter 1,$(V)),:,printf '  %-7s %s\n' $(1) $(2))

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes
CFLAGS ?= -O2 -g
OWN_CPPFLAGS := -D_GNU_SOURCE -DPROJECT_VERSION='"$(VERSION)"' \
	-DPROJECT_SYSCONFDIR='"$(SYSCONFDIR)"' \
	-Idaemon -Itools -Ikernel/include/uapi
OWN_CFLAGS = -std=gnu11 $(WARNINGS) $(if $(WERROR),-Werror) \
	$(if $(SAN),$(SANITIZE))
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
COMPILE = $(CC) $(OWN_CPPFLAGS) $(CPPFLAGS) $(LIBS_CFLAGS) $(OWN_CFLAGS) \
	$(CFLAGS)

LIBRARY := $(BUILD)/lib/libmctp-i3c.a
LIBRARY_SRC := $(wildcard daemon/lib/*.c daemon/proto/*.c daemon/spdm/*.c)
TOOLS := $(notdir $(patsubst %/,%,$(dir $(wildcard tools/*/main.c))))

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
LIBRARY_OBJ := $(call objects,$(LIBRARY_SRC))
DAEMON_OBJ := $(call objects,$(wildcard daemon/*.c daemon/dbus/*.c))
TOOL_OBJ := $(call objects,$(wildcard tools/*/*.c))

# Found once; a missing library is reported with the package that has it
$(BUILD)/config.mk: scripts/find-libraries
	@mkdir -p $(@D)
	@scripts/find-libraries >$@.new && mv $@.new $@

# Objects of other flags must not be mixed in
ifneq ($(filter-out $(NO_CONFIG),$(or $(MAKECMDGOALS),all)),)
include $(BUILD)/config.mk
FLAGS := $(COMPILE) $(LDFLAGS)
$(shell mkdir -p $(BUILD)/obj; \
	printf '%s' '$(subst ','\'',$(FLAGS))' | cmp -s - $(BUILD)/obj/flags || \
	printf '%s' '$(subst ','\'',$(FLAGS))' >$(BUILD)/obj/flags)
endif

$(BUILD)/obj/%.o: %.c $(BUILD)/obj/flags
	$(call quiet,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(LIBRARY): $(LIBRARY_OBJ)
	$(call quiet,AR,$@)
	@mkdir -p $(@D)
	$(Q)rm -f $@ && $(AR) crs $@ $^

define link
	$(call quiet,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(OWN_CFLAGS) $(CFLAGS) -Wl,--as-needed $(LDFLAGS) \
		-o $@.new $^ $(LIBS) && \
		mv $@.new $@
endef

$(BUILD)/bin/mctpd: $(DAEMON_OBJ) $(LIBRARY)
	$(link)

define tool_rule
$(BUILD)/bin/$(1): $(call objects,$(wildcard tools/$(1)/*.c)) $(LIBRARY)
	$$(link)
endef
$(foreach tool,$(TOOLS),$(eval $(call tool_rule,$(tool))))

-include $(LIBRARY_OBJ:.o=.d) $(DAEMON_OBJ:.o=.d) $(TOOL_OBJ:.o=.d)
