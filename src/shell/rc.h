/* rc: the start-up file. */
#ifndef SOSH_SHELL_RC_H
#define SOSH_SHELL_RC_H
#include "shell/shell.h"

/* Runs $XDG_CONFIG_HOME/sosh/rc.sosh (or ~/.config/sosh/rc.sosh), if it is there,
 * is ours, and nobody else may write it; else says so. */
void rc_run(struct shell *);
#endif
