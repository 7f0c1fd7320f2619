/* find-path: a UNIX path, gone through to the part that is the matter, and who is bound to
 * it; nothing is connected to, and no file is opened. */
#ifndef SOSH_TEACH_FIND_PATH_H
#define SOSH_TEACH_FIND_PATH_H
#include "teach/doctor.h"

/* All are about the address that was passed, which is a path, or a name that is abstract
 * (find_path_own, _process, _unseen).  What they put into the evidence:
 *
 *   path            as it was passed
 *   part            its beginning up to the part that is the matter: "./a/b" of "./a/b/c"
 *   folder          the folder that `part` is in, or the one that was refused
 *   mode, owner     of what was refused, "0755"; the name or number of its user
 *   me              our own user, likewise
 *   what            of what is no socket: "a file", "a folder", "a link", ...
 *   target          where a link leads to
 *   own, pid, process, user, holder  who is bound to it, as in find-port.h
 *   kind            of that socket: "unix-dgram"
 *   listens         it does
 */

/* A folder on the way: missing (`parent`: all that should be there); no folder (`what`); links
 * that lead round in a circle; not to be searched by us. */
finder find_path_no_folder, find_path_not_folder, find_path_loop, find_path_shut;
/* The folder is there: nothing of this name is in it; we may not write to it; it is on a file
 * system that is read-only, or that makes no files for anybody (`system`: "proc"). */
finder find_path_missing, find_path_unwritable, find_path_read_only, find_path_special;
/* Something is there: which is no socket; a socket file that we may not write to, as connect
 * has to; one that nobody of this network namespace is bound to (of others nothing is told);
 * the same, and the socket that made it was ours; one that somebody may be bound to. */
finder find_path_no_socket, find_path_forbidden, find_path_stale, find_path_left,
    find_path_unasked;
/* A socket is bound to it: the one that the call was about, another of ours, that of another
 * process, of one that we may not see. */
finder find_path_itself, find_path_own, find_path_process, find_path_unseen;
/* Nobody is; but a socket of another type (`kind`) has the same abstract name. */
finder find_path_unlike;

/* For these finders' own files: walks look->path, once; puts `path`, `part`, `folder`,
 * `target`. */
void find_path_walk(struct look *);
void find_path_put(struct look *, struct record *evidence);
#endif
