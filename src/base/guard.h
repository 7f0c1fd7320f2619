/* guard: a process that ends the programs which we started when we die without a word. */
#ifndef SOSH_BASE_GUARD_H
#define SOSH_BASE_GUARD_H
#include <stdbool.h>

/* A process of our own that waits for our end: all that it knows of us is a pipe. */
struct guard {
	int pid;     /* 0: there is none */
	int pipe;
};

/* Where there is no process or no descriptor left for it, there is none. */
void guard_begin(struct guard *);
/* A group of processes that has to go with us, and one that is gone. */
void guard_add(const struct guard *, int group);
void guard_drop(const struct guard *, int group);
/* It is not needed any more.  Groups that it still knows of are killed. */
void guard_end(struct guard *);
#endif
