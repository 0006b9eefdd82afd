/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Doubly linked list with the node embedded in the element. A node is
 * either on a list or points to itself, so list_remove() is always safe on
 * an initialised node.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *prev;
	struct list *next;
};

/* what follows looks like expressions to clang-format */
/* clang-format off */
#define LIST_INIT(name) { &(name), &(name) }

#define container_of(ptr, type, member)                                        \
	((type *)((char *)(ptr) - offsetof(type, member)))
/* clang-format on */

#define list_first(head, type, member)                                         \
	(list_is_empty(head) ? NULL : container_of((head)->next, type, member))

#define list_for_each(pos, head, member)                                       \
	for (pos = container_of((head)->next, __typeof__(*pos), member);       \
	     &pos->member != (head);                                           \
	     pos = container_of(pos->member.next, __typeof__(*pos), member))

/* Allows the body to remove @pos, and nothing else, from the list. */
#define list_for_each_safe(pos, tmp, head, member)                             \
	for (pos = container_of((head)->next, __typeof__(*pos), member),       \
	    tmp = container_of(pos->member.next, __typeof__(*pos), member);    \
	     &pos->member != (head); pos = tmp,                                \
	    tmp = container_of(tmp->member.next, __typeof__(*tmp), member))

static inline void list_init(struct list *head)
{
	head->prev = head;
	head->next = head;
}

static inline bool list_is_empty(const struct list *head)
{
	return head->next == head;
}

static inline void list_add_before(struct list *node, struct list *pos)
{
	node->prev = pos->prev;
	node->next = pos;
	pos->prev->next = node;
	pos->prev = node;
}

static inline void list_add_tail(struct list *node, struct list *head)
{
	list_add_before(node, head);
}

static inline void list_add_head(struct list *node, struct list *head)
{
	list_add_before(node, head->next);
}

static inline void list_remove(struct list *node)
{
	node->prev->next = node->next;
	node->next->prev = node->prev;
	list_init(node);
}
