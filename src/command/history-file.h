/* history-file: whole lines into the history's file, whole lines out of it. */
#ifndef SOSH_COMMAND_HISTORY_FILE_H
#define SOSH_COMMAND_HISTORY_FILE_H
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/* Adds the whole lines at the end of the file to `*to`, 32 MiB at most.  False
 * and an error, of number ENOENT where there is no file. */
bool history_file_read(const char *path, struct buf *to, struct error *);
/* Adds a line, which has neither its end nor another inside.  `folder`: the
 * file's folder is made where it is missing. */
bool history_file_append(const char *path, bool folder, const char *line, struct error *);
/* Keeps the newest `size` lines; `*stored` is how many there are then. */
bool history_file_shrink(const char *path, size_t size, size_t *stored, struct error *);

/* How many lines the text has; a last one without an end counts as well. */
size_t history_lines(const struct buf *text);
/* Where the newest `size` of them begin. */
const char *history_newest(const struct buf *text, size_t size);
/* How long the line at `at` is; returns where the next one begins. */
const char *history_next(const char *at, const char *end, size_t *count);
#endif
