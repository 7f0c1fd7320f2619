/* desk: a session with real sockets, for tests of what looks at one. */
#ifndef SOSH_TESTS_DESK_H
#define SOSH_TESTS_DESK_H
#include <string.h>

#include "command/session.h"

extern const struct catalog catalog;

struct desk {
	struct session session;
	struct run     run;
	struct world   world;
	struct reading reading;
};

static inline void
desk_init(struct desk *desk)
{
	session_init(&desk->session, &catalog);
	run_init(&desk->run, &desk->session, vars_new(NULL), 0);
	desk->world = session_world(&desk->run);
	desk->reading = (struct reading){ .session = &desk->session, .run = &desk->run,
		.world = &desk->world };
}

static inline void
desk_clear(struct desk *desk)
{
	run_clear(&desk->run);
	session_clear(&desk->session);
}

/* Runs commands, none of which may fail. */
static inline void
desk_run(struct desk *desk, const char *commands)
{
	struct script *script = script_new(&catalog, NULL, 1, false);
	struct error error;
	enum run_state state;

	assert_true(script_add(script, commands, strlen(commands), &error));
	assert_int_equal(script_parse(script, &error), WORDS_WHOLE);
	run_begin(&desk->run, &script->block, NULL, 0);
	while ((state = run_go(&desk->run)) == RUN_WAITING)
		loop_turn(desk->session.loop, true);
	if (state != RUN_DONE)
		fail_msg("%s: %s", commands, desk->run.call.error.text);
	script_drop(script);
}
#endif
