/* note-library: all that surprises. */
#include "teach/note.h"

static const struct note *const tables[] = { notes_connect, notes_bind, notes_send, notes_recv,
	notes_end, notes_option, NULL };

const struct note_library note_library = { tables };
