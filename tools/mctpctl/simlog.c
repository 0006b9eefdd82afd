// SPDX-License-Identifier: Apache-2.0
/*
 * Records of the wire log of a simulated bus.
 */
#include "simlog.h"

#include <endian.h>
#include <string.h>

_Static_assert(sizeof(struct i3c_sim_log_record) == SIMLOG_HEADER_LEN,
	       "the header of a packet is the record");

static const char *const kinds[] = {
	[I3C_SIM_LOG_LIVE] = "live",	   [I3C_SIM_LOG_OFF] = "off",
	[I3C_SIM_LOG_TRANSFER] = "write",  [I3C_SIM_LOG_CCC] = "ccc",
	[I3C_SIM_LOG_ENTDAA] = "entdaa",   [I3C_SIM_LOG_IBI] = "ibi",
	[I3C_SIM_LOG_HOTJOIN] = "hotjoin",
};

/* MIPI I3C basic 1.1.1, 5.1.9.3; bit 7 makes a command a direct one. */
static const struct {
	uint8_t code;
	const char *name;
} cccs[] = {
	{ 0x00, "ENEC" },     { 0x01, "DISEC" },   { 0x02, "ENTAS0" },
	{ 0x03, "ENTAS1" },   { 0x04, "ENTAS2" },  { 0x05, "ENTAS3" },
	{ 0x06, "RSTDAA" },   { 0x07, "ENTDAA" },  { 0x08, "DEFTGTS" },
	{ 0x09, "SETMWL" },   { 0x0a, "SETMRL" },  { 0x20, "ENTHDR0" },
	{ 0x29, "SETAASA" },  { 0x2a, "RSTACT" },  { 0x80, "ENEC" },
	{ 0x81, "DISEC" },    { 0x86, "RSTDAA" },  { 0x87, "SETDASA" },
	{ 0x88, "SETNEWDA" }, { 0x89, "SETMWL" },  { 0x8a, "SETMRL" },
	{ 0x8b, "GETMWL" },   { 0x8c, "GETMRL" },  { 0x8d, "GETPID" },
	{ 0x8e, "GETBCR" },   { 0x8f, "GETDCR" },  { 0x90, "GETSTATUS" },
	{ 0x94, "GETMXDS" },  { 0x95, "GETCAPS" }, { 0x9a, "RSTACT" },
};

const char *simlog_kind(const struct i3c_sim_log_record *record)
{
	if (record->kind >= sizeof(kinds) / sizeof(kinds[0]))
		return NULL;
	if (record->kind == I3C_SIM_LOG_TRANSFER &&
	    record->flags & I3C_SIM_LOG_F_READ)
		return "read";
	return kinds[record->kind];
}

const char *simlog_ccc(uint8_t code)
{
	for (size_t i = 0; i < sizeof(cccs) / sizeof(cccs[0]); i++)
		if (cccs[i].code == code)
			return cccs[i].name;
	return NULL;
}

/* What every record has and most have not set: in text only if set. */
static void add_flag(struct value *line, const char *key,
		     const struct i3c_sim_log_record *record, unsigned int flag,
		     enum value_role role)
{
	bool set = record->flags & flag;

	value_set_role(value_add_bool(line, key, set), role);
	value_set_hidden(line->last, !set);
}

static void add_code(struct value *line,
		     const struct i3c_sim_log_record *record)
{
	bool ccc = record->kind == I3C_SIM_LOG_CCC;
	const char *name = ccc ? simlog_ccc(record->code) : NULL;

	if (ccc)
		value_set_text(value_add_uint(line, "code", record->code),
			       "0x%02x", record->code);
	else
		value_add(line, "code", VALUE_NULL);
	value_set_hidden(line->last, !ccc);
	value_add_string(line, "ccc", name);
	value_set_hidden(line->last, !name);
}

struct value *simlog_value(const struct i3c_sim_log_record *record,
			   const uint8_t *data)
{
	struct value *line = value_new(VALUE_OBJECT);
	bool ack = record->flags & I3C_SIM_LOG_F_ACK;
	bool wire = record->kind != I3C_SIM_LOG_LIVE &&
		    record->kind != I3C_SIM_LOG_OFF;
	const char *kind = simlog_kind(record);

	value_set_text(value_add_uint(line, "time_ns", record->time_ns),
		       "%llu.%09llu",
		       (unsigned long long)(record->time_ns / 1000000000),
		       (unsigned long long)(record->time_ns % 1000000000));
	value_set_role(kind ? value_add_string(line, "kind", kind) :
			      value_add_format(line, "kind", "%u",
					       record->kind),
		       VALUE_ROLE_NAME);
	value_set_text(value_add_uint(line, "address", record->addr), "0x%02x",
		       record->addr);
	value_set_hidden(line->last, !wire);
	add_code(line, record);
	value_set_role(value_add_bool(line, "ack", ack),
		       ack ? VALUE_ROLE_PLAIN : VALUE_ROLE_WARN);
	value_set_hidden(line->last, !wire);
	value_set_hidden(value_add_uint(line, "duration_ns",
					record->duration_ns),
			 !wire);
	value_set_hidden(value_add_uint(line, "len", record->len), !wire);
	value_set_hidden(value_add_hex(line, "data", data, record->len),
			 !record->len);
	add_flag(line, "repeated", record, I3C_SIM_LOG_F_REPEATED,
		 VALUE_ROLE_PLAIN);
	add_flag(line, "stop", record, I3C_SIM_LOG_F_STOP, VALUE_ROLE_PLAIN);
	add_flag(line, "hdr_ddr", record, I3C_SIM_LOG_F_HDR_DDR,
		 VALUE_ROLE_PLAIN);
	add_flag(line, "arbitration_lost", record, I3C_SIM_LOG_F_LOST,
		 VALUE_ROLE_WARN);
	add_flag(line, "fault", record, I3C_SIM_LOG_F_FAULT, VALUE_ROLE_BAD);
	value_set_role(value_add_uint(line, "lost", record->lost),
		       VALUE_ROLE_BAD);
	value_set_hidden(line->last, !record->lost);
	return line;
}

void simlog_header(const struct i3c_sim_log_record *record,
		   uint8_t ret_header[SIMLOG_HEADER_LEN])
{
	struct i3c_sim_log_record le = *record;

	le.time_ns = htole64(le.time_ns);
	le.duration_ns = htole64(le.duration_ns);
	le.lost = htole32(le.lost);
	le.flags = htole16(le.flags);
	le.len = htole16(le.len);
	memcpy(ret_header, &le, sizeof(le));
}
