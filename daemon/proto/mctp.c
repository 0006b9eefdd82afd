// SPDX-License-Identifier: Apache-2.0
/*
 * Names of the MCTP base protocol.
 */
#include "mctp.h"

#include <stddef.h>

struct name {
	uint8_t value;
	const char *name;
};

static const struct name types[] = {
	{ MCTP_TYPE_CONTROL, "control" },
	{ MCTP_TYPE_PLDM, "PLDM" },
	{ MCTP_TYPE_NCSI, "NC-SI" },
	{ MCTP_TYPE_ETHERNET, "Ethernet" },
	{ MCTP_TYPE_NVME_MI, "NVMe-MI" },
	{ MCTP_TYPE_SPDM, "SPDM" },
	{ MCTP_TYPE_SECURED, "secured" },
	{ MCTP_TYPE_CXL_FM, "CXL FM API" },
	{ MCTP_TYPE_CXL_CCI, "CXL CCI" },
	{ MCTP_TYPE_VENDOR_PCI, "vendor PCI" },
	{ MCTP_TYPE_VENDOR_IANA, "vendor IANA" },
	{ MCTP_TYPE_BASE, "base" },
};

static const struct name bindings[] = {
	{ MCTP_BINDING_SMBUS, "SMBus" },
	{ MCTP_BINDING_PCIE_VDM, "PCIe VDM" },
	{ MCTP_BINDING_USB, "USB" },
	{ MCTP_BINDING_KCS, "KCS" },
	{ MCTP_BINDING_SERIAL, "serial" },
	{ MCTP_BINDING_I3C, "I3C" },
	{ MCTP_BINDING_MMBI, "MMBI" },
	{ MCTP_BINDING_PCC, "PCC" },
	{ MCTP_BINDING_UCIE, "UCIe" },
	{ MCTP_BINDING_VENDOR, "vendor" },
};

static const char *find(const struct name *names, size_t n, uint8_t value)
{
	for (size_t i = 0; i < n; i++)
		if (names[i].value == value)
			return names[i].name;
	return NULL;
}

bool mctp_eid_is_unicast(uint8_t eid)
{
	return eid >= MCTP_EID_FIRST && eid <= MCTP_EID_LAST;
}

const char *mctp_type_name(uint8_t type)
{
	return find(types, sizeof(types) / sizeof(types[0]), type);
}

const char *mctp_binding_name(uint8_t binding)
{
	return find(bindings, sizeof(bindings) / sizeof(bindings[0]), binding);
}
