/* others: what is asked of the kernel beyond our own descriptors. */
#include "socket/others.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/number.h"
#include "socket/osdep.h"

struct holder {
	uint64_t inode;
	int      pid;
};

enum { LOOK_SECONDS = 2, OFTEN = 256 };

struct others {
	struct diag   *diag;
	bool           hidden, gone_through;
	bool           whole;      /* no descriptor was lacking for that, */
	bool           cut;        /* but there was no more time */
	size_t         calls;
	int64_t        until;      /* number_now() when a look has taken long enough */
	struct holder *holder;     /* by inode, then pid, once gone through */
	size_t         count, room;
	struct holder  first;      /* others_pid_first(): what it was asked for, and found */
	int            named;      /* the process whose name was asked for last, or 0 */
	char           name[OTHERS_NAME];
};

struct others *
others_new(void)
{
	struct others *others = mem_new(1, sizeof(*others));

	others->diag = diag_new();
	return others;
}

void
others_free(struct others *others)
{
	if (!others)
		return;
	diag_free(others->diag);
	free(others->holder);
	free(others);
}

struct diag *
others_diag(const struct others *others)
{
	return others ? others->diag : NULL;
}

void
others_begin_until(struct others *others, int64_t until)
{
	if (!others)
		return;
	others->gone_through = others->cut = false;
	others->named = 0;
	others->first = (struct holder){ 0 };
	others->count = 0;
	others->until = until;
}

void
others_begin(struct others *others)
{
	others_begin_until(others, number_now() + LOOK_SECONDS * NUMBER_SECOND);
}

bool
others_is_late(const struct others *others)
{
	return others && others->until && number_now() > others->until;
}

void
others_hide(struct others *others)
{
	if (others)
		others->hidden = true;
}

bool
others_are_hidden(const struct others *others)
{
	return !others || others->hidden;
}

static bool
add(void *to, uint64_t inode, int pid)
{
	struct others *others = to;

	others->cut = ++others->calls % OFTEN == 0 && others_is_late(others);
	if (!inode || others->cut)
		return !others->cut;
	if (others->count == others->room) {
		others->room = others->room ? others->room * 2 : 256;
		others->holder = mem_grow(others->holder, others->room, sizeof(*others->holder));
	}
	others->holder[others->count++] = (struct holder){ inode, pid };
	return true;
}

static int
by_inode(const void *left, const void *right)
{
	const struct holder *a = left, *b = right;

	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	return (a->pid > b->pid) - (a->pid < b->pid);
}

static void
go_through(struct others *others)
{
	others->gone_through = true;
	others->count = 0;
	others->whole = osdep_each_descriptor(-1, add, others);
	if (others->count)
		qsort(others->holder, others->count, sizeof(*others->holder), by_inode);
}

int
others_pid(struct others *others, uint64_t inode)
{
	size_t low = 0, high;

	if (!others || others->hidden || !inode)
		return 0;
	if (!others->gone_through)
		go_through(others);
	high = others->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (others->holder[middle].inode < inode)
			low = middle + 1;
		else
			high = middle;
	}
	return low < others->count && others->holder[low].inode == inode ?
	    others->holder[low].pid : 0;
}

static bool
is_first(void *to, uint64_t inode, int pid)
{
	struct others *others = to;

	if (inode && inode == others->first.inode)
		others->first.pid = pid;
	return !others->first.pid && (++others->calls % OFTEN || !others_is_late(others));
}

int
others_pid_first(struct others *others, uint64_t inode, int64_t uid)
{
	if (!others || others->hidden || !inode)
		return 0;
	if (others->gone_through)
		return others_pid(others, inode);
	if (others->first.inode != inode) {
		others->first = (struct holder){ .inode = inode };
		if (uid >= 0)
			osdep_each_descriptor(uid, is_first, others);
	}
	return others->first.pid ? others->first.pid : others_pid(others, inode);
}

bool
others_saw_all(const struct others *others)
{
	return !others_are_hidden(others) && others->gone_through && others->whole &&
	    !others->cut;
}

const char *
others_name(struct others *others, int pid)
{
	if (others->named != pid)
		others->named = osdep_process_name(pid, others->name, sizeof(others->name)) ?
		    pid : 0;
	return others->named ? others->name : NULL;
}
