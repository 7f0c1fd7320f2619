/* apart: a function that is not made part of the one that calls it. */
#ifndef SOSH_BASE_APART_H
#define SOSH_BASE_APART_H

/* Of what is seldom called by what always is: else that saves registers for it every time. */
#define APART __attribute__((noinline))
#endif
