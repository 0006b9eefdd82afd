/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * User interface of i3c-sim, the simulated I3C controller.
 *
 * A bus is a directory in configfs (/sys/kernel/config/i3c-sim/NAME, see
 * Documentation/i3c-sim.md). A target is an open file of /dev/i3c-sim on
 * which I3C_SIM_IOC_ATTACH was called; it is on the wire until the file is
 * closed. After that, read() returns one struct i3c_sim_event and its data
 * per call, write() takes one struct i3c_sim_packet and its data per call,
 * and poll() tells EPOLLIN when an event waits, EPOLLOUT when a packet is
 * accepted and EPOLLHUP when the bus is gone. With I3C_SIM_IOC_LOG instead, a
 * file listens to what happens on the wire.
 *
 * All fields are in host byte order unless a comment says otherwise.
 */
#ifndef _UAPI_LINUX_I3C_SIM_H
#define _UAPI_LINUX_I3C_SIM_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define I3C_SIM_NAME_MAX	32	/* bytes of a bus name, NUL included */
#define I3C_SIM_DATA_MAX	4096	/* bytes of one private transfer */
#define I3C_SIM_IBI_MAX		16	/* bytes of one IBI payload */
#define I3C_SIM_BUSES_MAX	64	/* buses */
#define I3C_SIM_TARGETS_MAX	100	/* targets on the wire of one bus */
#define I3C_SIM_EVENTS_MAX	128	/* events waiting to be read */
#define I3C_SIM_PACKETS_MAX	128	/* packets waiting to be read */
#define I3C_SIM_FAULTS_MAX	64	/* rules of injected faults of one bus */

/**
 * struct i3c_sim_attach - put a target on a bus
 * @bus: name of the bus, NUL terminated
 * @pid: 48-bit Provisioned ID, MIPI I3C 5.1.4.1.1; must not be 0, and unique on
 *	 the bus, the controller included
 * @bcr: Bus Characteristics Register, 5.1.1.2.1; bit 1 must be set for IBIs,
 *	 bit 2 if they carry a mandatory data byte
 * @dcr: Device Characteristics Register (0xCC: MCTP endpoint)
 * @flags: I3C_SIM_ATTACH_*; others must be 0
 * @mrl: maximum read length in bytes, answered to GETMRL; 0 makes the target
 *	 NACK the CCC
 * @mwl: maximum write length in bytes, likewise for GETMWL
 * @status: answered to GETSTATUS, 5.1.9.3.15; bits 3:0, the pending interrupt,
 *	    must be 0: the target sets them itself
 * @static_addr: 7-bit address that SETDASA and SETAASA find the target by, 0x08
 *		 to 0x77, or 0 for none
 * @reserved8: must be 0
 * @reserved: must be 0
 *
 * Errors: ENOENT no such bus or not live, EEXIST the PID or the static address
 * is taken, EBUSY this file has a target already, EINVAL a field out of range,
 * ENOSPC the bus has I3C_SIM_TARGETS_MAX targets. The call returns when the target is on the
 * wire; an I3C_SIM_EV_ADDR event tells when the controller has addressed it.
 */
struct i3c_sim_attach {
	char bus[I3C_SIM_NAME_MAX];
	__u64 pid;
	__u8 bcr;
	__u8 dcr;
	__u16 flags;
	__u16 mrl;
	__u16 mwl;
	__u16 status;
	__u8 static_addr;
	__u8 reserved8;
	__u32 reserved[3];
};

/*
 * Wait for the next DAA of the controller instead of sending a hot-join
 * request, as a target that is present at power-up does.
 */
#define I3C_SIM_ATTACH_NO_HOTJOIN	0x0001

/* The target takes HDR-DDR transfers, as its GETCAPS tells; needs BCR bit 5. */
#define I3C_SIM_ATTACH_HDR_DDR		0x0002

/**
 * struct i3c_sim_event - what read() returns, followed by @len bytes
 * @type: I3C_SIM_EV_*
 * @dyn_addr: dynamic address of the target at the time of the event, 0 none
 * @len: bytes that follow; a read() with a shorter buffer fails with EMSGSIZE
 *	 and leaves the event in place
 * @lost: events dropped since the one before, because the queue was full
 *
 * I3C_SIM_EV_WRITE: a private write; the data are the bytes after the address
 * byte, PEC included. With a full queue the target NACKs its address instead,
 * so that no write is ever lost. Of a write longer than the maximum write
 * length the target keeps the first bytes. I3C_SIM_EV_ADDR: @dyn_addr has
 * changed, no data. I3C_SIM_EV_READ_DONE: the controller has read the oldest
 * packet, no data.
 *
 * Errors of read(): EAGAIN nothing to read, EMSGSIZE, ENOTCONN no target
 * attached, ENODEV the bus is gone and every event has been read.
 */
struct i3c_sim_event {
	__u8 type;
	__u8 dyn_addr;
	__u16 len;
	__u32 lost;
};

#define I3C_SIM_EV_WRITE	1
#define I3C_SIM_EV_ADDR		2
#define I3C_SIM_EV_READ_DONE	3

/**
 * struct i3c_sim_packet - what write() takes, followed by @len bytes
 * @flags: I3C_SIM_PKT_*; others must be 0
 * @ibi_len: bytes of @ibi sent with the in-band interrupt, 0 unless BCR bit 2
 *	     is set; the first is the mandatory data byte
 * @reserved: must be 0
 * @len: bytes of the packet, 0 to I3C_SIM_DATA_MAX, one less with
 *	 I3C_SIM_PKT_PEC; 0 sends the IBI alone
 * @reserved2: must be 0
 * @ibi: payload of the IBI
 *
 * The packet is queued for a private read of the controller; a read with no
 * packet waiting is NACKed. The IBI of a packet is raised when all packets
 * before it have been read, and repeated until the controller takes it. A read
 * shorter than the packet gets its first bytes, the rest is gone.
 *
 * Errors of write(): EAGAIN the queue is full (a blocking file waits), EINVAL
 * a field out of range, a length that does not match, or an IBI from a target
 * without BCR bit 1, ENOTCONN no target attached, ENODEV the bus is gone.
 */
struct i3c_sim_packet {
	__u16 flags;
	__u8 ibi_len;
	__u8 reserved;
	__u16 len;
	__u16 reserved2;
	__u8 ibi[I3C_SIM_IBI_MAX];
};

#define I3C_SIM_PKT_IBI		0x0001	/* raise an IBI for this packet */
#define I3C_SIM_PKT_PEC		0x0002	/* append the PEC when it is read */

/**
 * struct i3c_sim_listen - listen to a bus
 * @bus: its name, NUL terminated
 * @reserved: must be 0
 *
 * From then on read() returns one struct i3c_sim_log_record and its data per
 * call, poll() tells EPOLLIN when one waits. The bus need not be live, and the
 * file stays with it when it is switched.
 *
 * Errors: ENOENT no such bus, EBUSY this file has a target or listens already,
 * EINVAL a field out of range, ENOSPC the bus has I3C_SIM_LOGS_MAX listeners.
 */
struct i3c_sim_listen {
	char bus[I3C_SIM_NAME_MAX];
	__u32 reserved[4];
};

/**
 * struct i3c_sim_log_record - what happened on the wire, followed by @len bytes
 * @time_ns: when it began, in time of the bus since it went live
 * @duration_ns: how long it took, its share of START, headers and STOP included
 * @lost: records before it that found no room in I3C_SIM_LOG_BYTES
 * @flags: I3C_SIM_LOG_F_*
 * @len: data bytes on the wire, all of which follow
 * @kind: I3C_SIM_LOG_*
 * @addr: 7-bit address, 0x7e for a broadcast
 * @code: of a CCC
 * @reserved: 0
 *
 * A chain of transfers has a record of each. A direct CCC has one for each
 * target. A round of ENTDAA has the address that was assigned, 0 none, and the
 * PID, BCR and DCR of who got it. The time of a free-running bus is that of its
 * bits and what passes between them, ahead of ours.
 *
 * Errors of read(): EAGAIN nothing to read, EMSGSIZE the buffer is shorter than
 * the record, which stays, ENODEV the bus was removed and every record read.
 */
struct i3c_sim_log_record {
	__u64 time_ns;
	__u64 duration_ns;
	__u32 lost;
	__u16 flags;
	__u16 len;
	__u8 kind;
	__u8 addr;
	__u8 code;
	__u8 reserved[5];
};

#define I3C_SIM_LOG_LIVE	1	/* the bus goes live */
#define I3C_SIM_LOG_OFF		2	/* and off */
#define I3C_SIM_LOG_TRANSFER	3	/* private transfer */
#define I3C_SIM_LOG_CCC		4
#define I3C_SIM_LOG_ENTDAA	5	/* one round of it */
#define I3C_SIM_LOG_IBI		6
#define I3C_SIM_LOG_HOTJOIN	7

#define I3C_SIM_LOG_F_READ	0x0001	/* from the target */
#define I3C_SIM_LOG_F_ACK	0x0002	/* the header was acknowledged */
#define I3C_SIM_LOG_F_REPEATED	0x0004	/* after a repeated START */
#define I3C_SIM_LOG_F_STOP	0x0008	/* with a STOP behind it */
#define I3C_SIM_LOG_F_FAULT	0x0010	/* as a rule of faults/ has it */
#define I3C_SIM_LOG_F_HDR_DDR	0x0020
#define I3C_SIM_LOG_F_LOST	0x0040	/* arbitration, to somebody else */

#define I3C_SIM_LOG_BYTES	0x100000 /* records waiting to be read */
#define I3C_SIM_LOGS_MAX	8	/* listeners of a bus */

#define I3C_SIM_IOC_LOG		_IOW('~', 0x31, struct i3c_sim_listen)
#define I3C_SIM_IOC_ATTACH	_IOW('~', 0x30, struct i3c_sim_attach)

#endif
