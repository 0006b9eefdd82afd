/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers of the MCTP base protocol (DSP0236 1.3) and of its assignments
 * (DSP0239), and their names.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* DSP0236 8.2, Endpoint IDs */
#define MCTP_EID_NULL 0x00
#define MCTP_EID_FIRST 0x08 /* 1 to 7 are reserved */
#define MCTP_EID_LAST 0xfe
#define MCTP_EID_BROADCAST 0xff

/* DSP0236 8.1, the first byte of a message */
#define MCTP_TYPE_MASK 0x7f
#define MCTP_TYPE_INTEGRITY 0x80

/* DSP0236 8.3.1, baseline transmission unit: payload bytes of a packet */
#define MCTP_BASELINE_PAYLOAD 64

/* DSP0239, message types */
#define MCTP_TYPE_CONTROL 0x00
#define MCTP_TYPE_PLDM 0x01
#define MCTP_TYPE_NCSI 0x02
#define MCTP_TYPE_ETHERNET 0x03
#define MCTP_TYPE_NVME_MI 0x04
#define MCTP_TYPE_SPDM 0x05
#define MCTP_TYPE_SECURED 0x06
#define MCTP_TYPE_CXL_FM 0x07
#define MCTP_TYPE_CXL_CCI 0x08
#define MCTP_TYPE_VENDOR_PCI 0x7e
#define MCTP_TYPE_VENDOR_IANA 0x7f
/* DSP0236 12.6, in Get MCTP Version Support: the base specification */
#define MCTP_TYPE_BASE 0xff

/* DSP0239, physical transport binding identifiers */
#define MCTP_BINDING_SMBUS 0x01
#define MCTP_BINDING_PCIE_VDM 0x02
#define MCTP_BINDING_USB 0x03
#define MCTP_BINDING_KCS 0x04
#define MCTP_BINDING_SERIAL 0x05
#define MCTP_BINDING_I3C 0x06
#define MCTP_BINDING_MMBI 0x07
#define MCTP_BINDING_PCC 0x08
#define MCTP_BINDING_UCIE 0x09
#define MCTP_BINDING_VENDOR 0xff

/* DSP0239, physical medium identifiers */
#define MCTP_MEDIUM_I3C_SDR 0x30 /* 12.5 MHz */
#define MCTP_MEDIUM_I3C_DDR 0x31 /* 25 MHz */

/* Can be given to one endpoint: neither reserved nor broadcast. */
bool mctp_eid_is_unicast(uint8_t eid);
/* "PLDM"; NULL for a type that has no name. */
const char *mctp_type_name(uint8_t type);
/* "I3C"; NULL for a binding that has no name. */
const char *mctp_binding_name(uint8_t binding);
