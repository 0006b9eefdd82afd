/* SPDX-License-Identifier: Apache-2.0 */
/* How much memory the kernel takes. */
#pragma once

int memory_slabs(double *ret_bytes);
int memory_sock_size(double *ret_bytes);
