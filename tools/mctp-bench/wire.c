// SPDX-License-Identifier: Apache-2.0
/*
 * MIPI I3C: 9 bit times for a byte or a header, one each for START, repeated
 * START and STOP. A header after a START is open drain, with a low time of
 * 200 ns at least.
 */
#include "wire.h"

#define BIT_NS 80
#define OPEN_DRAIN_NS 240
#define BYTE_BITS 9

static double frame_ns(size_t payload)
{
	return (double)(payload + WIRE_HEADER + WIRE_PEC) * BYTE_BITS * BIT_NS;
}

static double mb_per_s(size_t payload, double ns)
{
	return (double)payload * 1e3 / ns;
}

/* One chain without end: repeated START, header, frame */
double wire_write_limit(size_t payload)
{
	return mb_per_s(payload, (1 + BYTE_BITS) * BIT_NS + frame_ns(payload));
}

/*
 * For each packet an interrupt (START, header, mandatory data byte, STOP) and
 * a read of its own (START, header, frame, STOP): strictly in turn
 */
double wire_read_limit(size_t payload)
{
	return mb_per_s(payload, (4 + BYTE_BITS) * BIT_NS +
					 2 * BYTE_BITS * OPEN_DRAIN_NS +
					 frame_ns(payload));
}
