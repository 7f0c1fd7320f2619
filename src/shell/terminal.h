/* terminal: what the line editors ask of the one on standard input. */
#ifndef SOSH_SHELL_TERMINAL_H
#define SOSH_SHELL_TERMINAL_H
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* May a line editor work on it?  Not where input or output is none, nor where TERM
 * says that it can do nothing. */
bool terminal_can_edit(struct error *);
/* Its columns; 80 where it does not tell.  The same of another descriptor. */
size_t terminal_width(void);
size_t terminal_width_of(int fd);
/* Characters are UTF-8 everywhere in sosh: libraries are told so, too. */
void terminal_set_characters(void);
/* For the time that an editor has the terminal, behind its own settings: reading
 * does not wait.  Ctrl-C takes back what was typed, also what poll(2) has told of
 * already; who reads then would wait for the next key, and nothing else happen. */
void terminal_read_at_once(void);
/* Takes a byte: 1; 0 if there is none after all; -1 if the terminal has gone. */
int  terminal_byte(unsigned char *byte);
/* Is there something to read within so many milliseconds? */
bool terminal_waits(int milliseconds);
/* How many characters the bytes are. */
size_t terminal_characters(const char *bytes, size_t count);
/* A copy of a capability's string without the padding of old ($<5>), or NULL for
 * NULL.  The caller frees it. */
char *terminal_capability(const char *string);
#endif
