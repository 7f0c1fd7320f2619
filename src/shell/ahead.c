/* ahead: what may come next, told to whoever asks from outside: --complete, --hint. */
#include "shell/ahead.h"

#include <string.h>

#include "base/bytes.h"
#include "command/session.h"
#include "lang/complete.h"
#include "lang/hint.h"
#include "shell/offers.h"

/* A desk where nothing has happened yet, for those who ask from outside. */
struct lone_desk {
	struct session session;
	struct run     run;
	struct world   world;
	struct reading reading;
};

static void
lone_desk_init(struct lone_desk *desk, const struct catalog *catalog)
{
	session_init(&desk->session, catalog);
	run_init(&desk->run, &desk->session, vars_new(NULL), 0);
	desk->world = session_world(&desk->run);
	desk->reading = (struct reading){ .session = &desk->session, .run = &desk->run,
		.world = &desk->world };
}

static void
lone_desk_clear(struct lone_desk *desk)
{
	run_clear(&desk->run);
	session_clear(&desk->session);
}

static void
complete_alone(void *to, const char *text, size_t point, size_t *start, struct offer offer)
{
	const struct lone_desk *desk = to;

	complete(desk->session.catalog, &desk->reading, text, point, start, offer);
}

void
ahead_complete(const struct catalog *catalog, const char *line, struct buf *out)
{
	struct lone_desk desk;
	const struct line_user user = { .to = &desk, .complete = complete_alone };
	struct offers offers = { 0 };

	lone_desk_init(&desk, catalog);
	offers_gather(&offers, &user, line, strlen(line));
	for (size_t i = 0; i < offers.count; i++) {
		bytes_show_text(out, offers.item[i].word, SHOW_SLASH);
		if (offers.item[i].help) {
			buf_add_byte(out, '\t');
			bytes_show_text(out, offers.item[i].help, SHOW_SLASH);
		}
		buf_add_byte(out, '\n');
	}
	offers_clear(&offers);
	lone_desk_clear(&desk);
}

void
ahead_hint(const struct catalog *catalog, const char *line, struct buf *out)
{
	struct lone_desk desk;

	lone_desk_init(&desk, catalog);
	hint(catalog, &desk.reading, line, strlen(line), out);
	buf_add_byte(out, '\n');
	lone_desk_clear(&desk);
}
