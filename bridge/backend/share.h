/*
 * Share: how many of a backend's slots are this node's. Together the nodes have exactly as many
 * as there are, but that each has at least one.
 */
#ifndef KIBRIDGE_BACKEND_SHARE_H
#define KIBRIDGE_BACKEND_SHARE_H

struct share {
	unsigned rank; /* this node's, from 0 */
	unsigned nodes; /* 0: all of it is ours */
};

static inline unsigned share_of(const struct share *share, unsigned slots)
{
	unsigned mine;

	if (share->nodes < 2)
		return slots;
	mine = slots / share->nodes + (share->rank < slots % share->nodes);
	return mine ? mine : 1;
}

#endif
