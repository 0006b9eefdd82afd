/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of the module that main.c starts.
 *
 * Locks of i3c-sim, outermost first:
 *   bus->lock (mutex)      live or not, and the attributes fixed while live;
 *                          the targets inside the kernel and their plugs
 *   core's bus lock        taken by the I3C core around most callbacks
 *   bus->wire (mutex)      one transfer at a time, as on the real wire
 *   target->lock (spin)    the queues of one target
 *   bus->faults.lock (spin) rules of faults; nothing is taken under it
 * The wire is never held over a call into the core that can take the core's
 * bus lock or call back into the controller. The list of buses has a mutex of
 * its own, under which no other is taken, and so has each listener.
 */
#ifndef I3C_SIM_H
#define I3C_SIM_H

int i3c_sim_controller_init(void);
void i3c_sim_controller_exit(void);
int i3c_sim_chardev_init(void);
void i3c_sim_chardev_exit(void);
int i3c_sim_configfs_init(void);
void i3c_sim_configfs_exit(void);

#endif
