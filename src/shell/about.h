/* about: what sosh tells of itself: help, version, manual, declarations. */
#ifndef SOSH_SHELL_ABOUT_H
#define SOSH_SHELL_ABOUT_H
#include "lang/command.h"
#include "shell/options.h"

/* Prints what the options ask for; returns the exit status. */
int about(const struct options *, const struct catalog *);
/* Says what is wrong with the options; returns 2. */
int about_error(const struct error *);
#endif
