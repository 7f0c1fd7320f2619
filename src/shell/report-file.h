/* report-file: the files that reports go to. */
#ifndef SOSH_SHELL_REPORT_FILE_H
#define SOSH_SHELL_REPORT_FILE_H
#include "shell/report.h"

/* False and an error. */
bool report_file_open(struct report *, struct error *);
/* Writes what is in report->out; a file that cannot be written is told once. */
void report_file_write(struct report *, struct shell *);
/* False if it could not be written, now or before. */
bool report_file_close(struct report *, struct shell *);
#endif
