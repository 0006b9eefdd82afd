/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The packets of mctp-fuzz: what several devices send, each with several
 * messages on their way at once, and what goes wrong with them. The stream
 * depends on the seed alone.
 *
 * The first device is honest: it loses, repeats and reorders packets, but
 * sends nothing that is not part of a message whose content is known, so
 * whatever arrives of it must be what it sent. The others are hostile.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
	FUZZ_DEVICES = 4,
	FUZZ_HONEST = 0,
	FUZZ_SLOTS = 32,	/* messages at once by one device */
	FUZZ_HONEST_SLOTS = 3,
	FUZZ_UNIT_MAX = 4090,
	FUZZ_PACKET_MAX = 4 + FUZZ_UNIT_MAX,

	/* EIDs */
	FUZZ_LOCAL = 8,		/* and the next one */
	FUZZ_PEER = 20,		/* and 4 for each device */
	FUZZ_FAR = 40,		/* reached through the sink */
	FUZZ_NO_NEIGH = 41,	/* has a route, no neighbour */
	FUZZ_NARROW = 42,	/* reached with an MTU of 68 */
	FUZZ_NOWHERE = 99,	/* no route */

	/* message types */
	FUZZ_TYPE_HONEST = 0x7e,
	FUZZ_TYPE_READ = 0x7d,	/* hostile, read all the time */
	FUZZ_TYPE_FILTER = 0x7c, /* a socket filter refuses it */
	FUZZ_TYPE_FULL = 0x7b,	/* nobody reads it */
	FUZZ_TYPE_NOBODY = 0x3f,
	FUZZ_TYPE_IC = 0x80,

	FLAG_SOM = 0x80,
	FLAG_EOM = 0x40,
	FLAG_TO = 0x08,

	NO_FAULT = 100,

	HONEST_HEAD = 8,	/* id and length of an honest message */
};

enum fuzz_mode {
	MODE_MIXED,
	MODE_STARTS,	/* nothing but starts of messages */
	MODE_WIDE,	/* many large messages at once */
	MODE_LONG,	/* messages longer than any may be */
	MODE_GARBAGE,
	MODES,
};

struct fuzz_message {
	bool open;
	uint8_t dest, src, tag, type; /* tag with FLAG_TO */
	uint8_t seq;		/* of the first packet */
	uint32_t len;		/* with the type byte */
	uint32_t unit;
	uint32_t pos;		/* packets so far */
	uint32_t id;
	bool clean;		/* no fault so far */
};

struct fuzz_device {
	struct fuzz_message slots[FUZZ_SLOTS];
	enum fuzz_mode mode;
	uint32_t mode_left;
	uint32_t next_id;
	/* a packet to send before anything new */
	uint8_t again[FUZZ_PACKET_MAX];
	size_t again_len;
};

struct fuzz {
	uint64_t random;
	struct fuzz_device devices[FUZZ_DEVICES];
	uint64_t honest_clean;	/* messages sent whole and in order */
};

/* xorshift64*: the same on every machine */
static inline uint32_t fuzz_random(struct fuzz *fuzz)
{
	fuzz->random ^= fuzz->random >> 12;
	fuzz->random ^= fuzz->random << 25;
	fuzz->random ^= fuzz->random >> 27;
	return fuzz->random * 0x2545f4914f6cdd1dULL >> 32;
}

static inline uint32_t fuzz_dice(struct fuzz *fuzz, uint32_t sides)
{
	return fuzz_random(fuzz) % sides;
}

static inline void fuzz_init(struct fuzz *fuzz, uint64_t seed)
{
	memset(fuzz, 0, sizeof(*fuzz));
	fuzz->random = seed * 2 + 1;
	fuzz_random(fuzz);
}

static inline uint8_t honest_byte(uint32_t id, uint32_t len, uint32_t pos)
{
	uint8_t head[HONEST_HEAD];

	if (pos >= HONEST_HEAD)
		return (id * 2654435761u + pos * 40503u) >> 8;
	memcpy(head, &id, 4);
	memcpy(head + 4, &len, 4);
	return head[pos];
}

/* Is @body, without the type byte, an honest message? */
static inline bool honest_ok(const uint8_t *body, size_t len)
{
	uint32_t id, want;
	size_t i;

	if (len < HONEST_HEAD)
		return false;
	memcpy(&id, body, 4);
	memcpy(&want, body + 4, 4);
	if (want != len)
		return false;
	for (i = HONEST_HEAD; i < len; i++) {
		if (body[i] != honest_byte(id, len, i))
			return false;
	}
	return true;
}

static inline uint32_t message_packets(const struct fuzz_message *msg)
{
	return (msg->len + msg->unit - 1) / msg->unit;
}

/* Packet @index of @msg; returns its length. */
static inline size_t message_packet(const struct fuzz_message *msg,
				    uint32_t index, uint8_t *packet)
{
	uint32_t last = message_packets(msg) - 1, start = index * msg->unit;
	uint32_t n = index == last ? msg->len - start : msg->unit, i;

	packet[0] = 0x01;
	packet[1] = msg->dest;
	packet[2] = msg->src;
	packet[3] = (index == 0 ? FLAG_SOM : 0) |
		    (index == last ? FLAG_EOM : 0) |
		    ((msg->seq + index) & 3) << 4 | msg->tag;
	for (i = 0; i < n; i++)
		packet[4 + i] = start + i == 0 ? msg->type :
				honest_byte(msg->id, msg->len - 1,
					    start + i - 1);
	return 4 + n;
}

static inline void honest_new(struct fuzz *fuzz, struct fuzz_message *msg,
			      uint8_t slot)
{
	static const uint32_t units[] = { 9, 64, 64, 64, 250, 1000 };

	*msg = (struct fuzz_message) {
		.open = true, .clean = true,
		.dest = FUZZ_LOCAL, .src = FUZZ_PEER,
		.tag = FLAG_TO | slot, .type = FUZZ_TYPE_HONEST,
		.seq = fuzz_dice(fuzz, 4),
		.unit = units[fuzz_dice(fuzz, 6)],
		.id = fuzz->devices[FUZZ_HONEST].next_id++,
	};
	msg->len = 1 + HONEST_HEAD + fuzz_dice(fuzz, 12 * msg->unit);
}

/*
 * One step of the honest device. A message never misses its first packet:
 * its other packets could then end the message before it in place of those
 * that that one lost.
 */
static inline size_t honest_step(struct fuzz *fuzz, uint8_t *packet)
{
	struct fuzz_device *dev = &fuzz->devices[FUZZ_HONEST];
	uint8_t slot = fuzz_dice(fuzz, FUZZ_HONEST_SLOTS);
	struct fuzz_message *msg = &dev->slots[slot];
	uint32_t fault = fuzz_dice(fuzz, 100), packets;
	size_t len;

	if (!msg->open)
		honest_new(fuzz, msg, slot);
	packets = message_packets(msg);

	if (fault < 5 && msg->pos > 0) {
		msg->clean = false;
		if (fault == 0) {
			msg->pos = 0;
		} else if (fault <= 3 && msg->pos + fault < packets) {
			msg->pos += fault;
		} else if (fault == 4 && msg->pos + 1 < packets) {
			dev->again_len = message_packet(msg, msg->pos,
							dev->again);
			len = message_packet(msg, msg->pos + 1, packet);
			msg->pos += 2;
			msg->open = msg->pos < packets;
			return len;
		}
	}
	len = message_packet(msg, msg->pos++, packet);
	if (fault == 5) {
		msg->clean = false;
		memcpy(dev->again, packet, len);
		dev->again_len = len;
	}
	if (msg->pos == packets) {
		msg->open = false;
		fuzz->honest_clean += msg->clean;
	}
	return len;
}

static inline uint8_t hostile_dest(struct fuzz *fuzz)
{
	static const uint8_t dests[] = {
		FUZZ_LOCAL, FUZZ_LOCAL, FUZZ_LOCAL, FUZZ_LOCAL,
		FUZZ_LOCAL + 1, 0, 255, FUZZ_FAR, FUZZ_NO_NEIGH,
		FUZZ_NARROW, FUZZ_NOWHERE,
	};
	uint32_t pick = fuzz_dice(fuzz, sizeof(dests) + 1);

	return pick < sizeof(dests) ? dests[pick] : fuzz_dice(fuzz, 256);
}

static inline uint8_t hostile_src(struct fuzz *fuzz, unsigned int device)
{
	switch (fuzz_dice(fuzz, 16)) {
	case 0:
		return fuzz_dice(fuzz, 256);
	case 1:
		return 0;
	case 2:
		return FUZZ_PEER;	/* of the honest device */
	default:
		return FUZZ_PEER + 4 * device + fuzz_dice(fuzz, 4);
	}
}

static inline uint8_t hostile_type(struct fuzz *fuzz)
{
	static const uint8_t types[] = {
		FUZZ_TYPE_READ, FUZZ_TYPE_READ, FUZZ_TYPE_READ,
		FUZZ_TYPE_HONEST, FUZZ_TYPE_FILTER, FUZZ_TYPE_FULL,
		FUZZ_TYPE_NOBODY, FUZZ_TYPE_READ | FUZZ_TYPE_IC,
	};

	return types[fuzz_dice(fuzz, sizeof(types))];
}

static inline void hostile_new(struct fuzz *fuzz, unsigned int device,
			       struct fuzz_message *msg)
{
	static const uint32_t units[] = {
		1, 8, 64, 64, 64, 64, 100, 250, 1000, FUZZ_UNIT_MAX,
	};
	struct fuzz_device *dev = &fuzz->devices[device];
	bool large = dev->mode == MODE_WIDE || dev->mode == MODE_LONG;

	*msg = (struct fuzz_message) {
		.open = true,
		.dest = hostile_dest(fuzz),
		.src = hostile_src(fuzz, device),
		.tag = fuzz_dice(fuzz, 8) | (fuzz_dice(fuzz, 3) ? FLAG_TO : 0),
		.type = hostile_type(fuzz),
		.seq = fuzz_dice(fuzz, 4),
		.unit = units[fuzz_dice(fuzz, 10)],
		.id = dev->next_id++,
	};
	msg->len = 1 + fuzz_dice(fuzz, fuzz_dice(fuzz, 3) ? 20 * msg->unit :
						       msg->unit);
	if (!(msg->tag & FLAG_TO) && fuzz_dice(fuzz, 4)) {
		/* to a tag that somebody may own */
		msg->dest = FUZZ_LOCAL;
		msg->src = FUZZ_PEER + 4 * device + fuzz_dice(fuzz, 4);
		msg->tag &= 3;
		msg->unit = 64;
		msg->len = 1 + fuzz_dice(fuzz, 20 * msg->unit);
	}
	if (large) {
		msg->dest = FUZZ_LOCAL;
		msg->tag |= FLAG_TO;
		msg->type = FUZZ_TYPE_READ;
		msg->unit = FUZZ_UNIT_MAX;
		msg->len = dev->mode == MODE_WIDE ? 60000 : 70000;
	} else if (dev->mode == MODE_STARTS) {
		msg->dest = FUZZ_LOCAL;
		msg->src = 8 + fuzz_dice(fuzz, 247);
		msg->tag |= FLAG_TO;
		msg->type = FUZZ_TYPE_READ;
		msg->len = 2 * msg->unit;
	}
}

/* Bytes of a packet changed, and its length; the PEC is made afterwards. */
static inline size_t mutate(struct fuzz *fuzz, uint8_t *packet, size_t len)
{
	size_t i;

	switch (fuzz_dice(fuzz, 8)) {
	case 0:
		packet[0] = fuzz_random(fuzz);
		break;
	case 1:
		packet[1] = fuzz_random(fuzz);
		break;
	case 2:
		packet[2] = fuzz_random(fuzz);
		break;
	case 3:
		packet[3] = fuzz_random(fuzz);
		break;
	case 4: /* the sequence number alone */
		packet[3] ^= (1 + fuzz_dice(fuzz, 3)) << 4;
		break;
	case 5:
		return 4 + fuzz_dice(fuzz, len - 3);
	case 6:
		i = len + 1 + fuzz_dice(fuzz, 64);
		if (i > FUZZ_PACKET_MAX)
			break;
		memset(packet + len, 0x55, i - len);
		return i;
	default:
		i = fuzz_dice(fuzz, len);
		packet[i] ^= 1 << fuzz_dice(fuzz, 8);
	}
	return len;
}

static inline size_t garbage(struct fuzz *fuzz, uint8_t *packet)
{
	size_t len = 5 + fuzz_dice(fuzz, 80), i;

	for (i = 0; i < len; i++)
		packet[i] = fuzz_random(fuzz);
	if (fuzz_dice(fuzz, 2))
		packet[0] = 0x01;
	if (fuzz_dice(fuzz, 2))
		packet[1] = FUZZ_LOCAL;
	return len;
}

static inline void hostile_mode(struct fuzz *fuzz, struct fuzz_device *dev)
{
	/* wide messages together take more memory than a device may have */
	static const uint32_t lengths[] = {
		[MODE_MIXED] = 200, [MODE_STARTS] = 0, [MODE_WIDE] = 500,
		[MODE_LONG] = 100, [MODE_GARBAGE] = 0,
	};

	if (dev->mode_left--)
		return;
	dev->mode = fuzz_dice(fuzz, 3) ? MODE_MIXED : fuzz_dice(fuzz, MODES);
	dev->mode_left = lengths[dev->mode] + fuzz_dice(fuzz, 400);
	/* what was on its way stays unfinished */
	memset(dev->slots, 0, sizeof(dev->slots));
}

static inline size_t hostile_step(struct fuzz *fuzz, unsigned int device,
				  uint8_t *packet)
{
	struct fuzz_device *dev = &fuzz->devices[device];
	uint32_t fault = fuzz_dice(fuzz, 40);
	struct fuzz_message *msg;
	size_t len;

	hostile_mode(fuzz, dev);
	if (dev->mode == MODE_GARBAGE)
		return garbage(fuzz, packet);
	if (dev->mode == MODE_WIDE)
		fault = NO_FAULT; /* each would free some of the memory */

	/* wide messages grow at the same pace, so none ends before the limit */
	msg = &dev->slots[dev->mode == MODE_WIDE ?
			  dev->mode_left % FUZZ_SLOTS : fuzz_dice(fuzz, 6)];
	if (!msg->open || dev->mode == MODE_STARTS)
		hostile_new(fuzz, device, msg);
	if (fault == 0)
		msg->pos = 0;
	else if (fault == 1 && msg->pos + 1 < message_packets(msg))
		msg->pos++;

	len = message_packet(msg, msg->pos++, packet);
	msg->open = msg->pos < message_packets(msg);
	if (fault == 2) {
		memcpy(dev->again, packet, len);
		dev->again_len = len;
	}
	if (dev->mode == MODE_MIXED && fault >= 3 && fault < 8)
		len = mutate(fuzz, packet, len);
	return len;
}

/* The next packet of @device, into @packet of FUZZ_PACKET_MAX bytes. */
static inline size_t fuzz_packet(struct fuzz *fuzz, unsigned int device,
				 uint8_t *packet)
{
	struct fuzz_device *dev = &fuzz->devices[device];
	size_t len = dev->again_len;

	if (len) {
		memcpy(packet, dev->again, len);
		dev->again_len = 0;
		return len;
	}
	return device == FUZZ_HONEST ? honest_step(fuzz, packet) :
				       hostile_step(fuzz, device, packet);
}
