/* match: rules from a file say what a server answers (`serve N match FILE`). */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/number.h"
#include "lang/data.h"
#include "serve/role.h"
#include "serve/rules.h"
#include "serve/server.h"

/* REST: times as long as a costly expression took, before it is tried again.  TURN: so long
 * a client has its turn with cheap ones.  PIECE: of what is sent in a turn. */
enum { HELD = 64 << 10, REST = 3, PIECE = 64 << 10, DATAGRAM = 65507,
       MESSAGE = 128 << 10 };
#define COSTLY (NUMBER_SECOND / 2000)
#define TURN (NUMBER_SECOND / 1000)
#define SOON 1
#define LATER (NUMBER_SECOND / 100)

/* Of a server. */
struct matching {
	struct rules rules;
	char         piece[PIECE];   /* for whoever sends right now */
};

/* Of a client. */
struct talk {
	struct buf         come;      /* not consumed yet */
	size_t             searched;  /* so many of them begin no match of any rule */
	const struct rule *rule;      /* that is being carried out, or NULL */
	size_t             action;    /* the one that comes next, */
	size_t             send;      /* and the data that comes next */
	struct data       *data;      /* of all its ACT_SENDs, */
	struct pool        pool;      /* which lives here */
	size_t             sent;      /* so much since others had their turn */
	bool               ended;     /* the peer has finished sending */
	bool               over;      /* it was closed */
};

static struct rules *
rules_of(struct client *client)
{
	return &((struct matching *)server_own(client_server(client)))->rules;
}

static bool
begin(struct server *server, const struct role_word *word, size_t count, struct error *error)
{
	struct matching *matching = server_own(server);

	(void)count;
	return rules_read(&matching->rules, word->bytes, server_sock(server)->type == SOCK_DGRAM,
	    error);
}

static void
end(struct server *server)
{
	struct matching *matching = server_own(server);

	if (matching->rules.source)
		rules_clear(&matching->rules);
}

/* ---- what a rule does ---- */

static void
forget_rule(struct talk *talk)
{
	for (size_t i = 0; talk->rule && i < talk->rule->sends; i++)
		data_clear(&talk->data[i]);
	pool_clear(&talk->pool);
	talk->rule = NULL;
	talk->data = NULL;
}

/* It cannot be answered, and goes. */
static bool
fail(struct client *client, const char *why)
{
	server_tell(client_server(client), client, true, "client %u: %s", client_number(client),
	    why);
	client_drop(client, false);
	return false;
}

/* What it sends is made now: what was caught is gone later. */
static bool
take_up(struct client *client, const struct rule *rule, const char *bytes, size_t count)
{
	struct talk *talk = client_own(client);
	const struct rule_found found = { rule, bytes, count, client_number(client),
		client_peer(client) };
	struct error error = { .kind = ERROR_NONE };
	size_t send = 0;

	talk->rule = rule;
	talk->action = talk->send = 0;
	if (!rule->actions)
		return true;
	talk->data = pool_new(&talk->pool, (rule->sends + 1) * sizeof(*talk->data));
	for (size_t i = 0; i < rule->actions; i++)
		if (rule->action[i].act == ACT_SEND && !rules_data(rules_of(client), &found,
		    &rule->action[i], &talk->pool, &talk->data[send++], &error))
			return fail(client, error.text);
	return true;
}

enum went { WENT_ON, WENT_LATER, WENT_AWAY };

static void woken(struct client *);

/* The whole of it; more than a client may be owed is too much. */
static bool
gather(struct data *data, size_t most, struct buf *to, struct error *error)
{
	enum data_state state = DATA_SOME;
	size_t count;

	while (state == DATA_SOME && to->count <= most) {
		state = data_next(data, buf_reserve(to, PIECE), PIECE, &count, error);
		to->count += state == DATA_SOME ? count : 0;
	}
	return state != DATA_BAD && (to->count <= most || error_set(error, ERROR_LIMIT,
	    "an answer of more than %zu bytes is no message", most));
}

static enum went
send_message(struct client *client, struct data *data)
{
	size_t ceiling = client_ceiling(client), most = ceiling < MESSAGE ? ceiling : MESSAGE;
	struct buf bytes = { 0 };
	struct error error;
	bool sent = gather(data, most, &bytes, &error) || fail(client, error.text);

	sent = sent && client_send(client, buf_text(&bytes), bytes.count);
	buf_clear(&bytes);
	return sent ? WENT_ON : WENT_AWAY;
}

/* Nothing is read from it meanwhile. */
static enum went
wait_for(struct client *client, int64_t nanoseconds)
{
	client_pause(client, true);
	client_after(client, nanoseconds ? nanoseconds : SOON, woken);
	return WENT_LATER;
}

/* Others have their turn; meanwhile nothing more is read than can be answered. */
static enum went
yield(struct client *client, struct talk *talk)
{
	talk->sent = 0;
	client_pause(client, true);
	client_want_room(client, true);
	return WENT_LATER;
}

/* As much as there is room for: what is long is no burden for the one who reads slowly, and
 * for the others none if one reads quickly. */
static enum went
send_some(struct client *client, struct data *data)
{
	struct matching *matching = server_own(client_server(client));
	struct talk *talk = client_own(client);
	size_t most = client_ceiling(client), count;
	struct error error;

	most = most < PIECE ? most : PIECE;

	for (;;) {
		if (client_owed(client))
			return client_want_room(client, true), WENT_LATER;
		if (talk->sent >= PIECE)
			return yield(client, talk);
		switch (data_next(data, matching->piece, most, &count, &error)) {
		case DATA_SOME:
			if (!client_send(client, matching->piece, count))
				return WENT_AWAY;
			talk->sent += count;
			break;
		case DATA_END:
			return WENT_ON;
		case DATA_LATER:
			return wait_for(client, LATER);
		case DATA_BAD:
			return fail(client, error.text), WENT_AWAY;
		}
	}
}

static enum went
act(struct client *client, struct talk *talk, const struct action *action)
{
	enum went went = WENT_ON;

	switch (action->act) {
	case ACT_SEND:
		went = (client_has_messages(client) ? send_message : send_some)(client,
		    &talk->data[talk->send]);
		if (went == WENT_ON)
			talk->send++;
		break;
	case ACT_DELAY:
		talk->action++;
		return wait_for(client, action->time);
	case ACT_CLOSE:
		talk->over = true;
		return client_finish(client), WENT_AWAY;
	case ACT_RESET:
		return client_drop(client, true), WENT_AWAY;
	}
	if (went == WENT_ON)
		talk->action++;
	return went;
}

static enum went
carry_on(struct client *client)
{
	struct talk *talk = client_own(client);

	while (talk->action < talk->rule->actions) {
		enum went went = act(client, talk, &talk->rule->action[talk->action]);

		if (went != WENT_ON)
			return went;
	}
	forget_rule(talk);
	return WENT_ON;
}

/* ---- which rule it is ---- */

/* A line that no rule can begin in any more, and at the end whatever is left: `else` has it,
 * or nobody. */
static bool
line_is_dead(const struct talk *talk, const char *bytes, size_t count, size_t dead, size_t *take)
{
	const char *feed = memchr(bytes, '\n', count);

	*take = feed ? (size_t)(feed - bytes) + 1 : count;
	return feed ? dead >= *take : talk->ended && count;
}

/* The next rule for what has come, from `*at` on, is taken up.  WENT_LATER: there is none
 * yet. */
static enum went
look_once(struct client *client, struct talk *talk, size_t *at)
{
	static const struct rule nothing = { 0 };
	const struct rules *rules = rules_of(client);
	const char *bytes = talk->come.data + *at;
	size_t count = talk->come.count - *at, take = 0, dead;
	struct error error = { .kind = ERROR_NONE };
	const struct rule *rule = rules_find(rules, bytes, count, talk->searched, &take, &dead,
	    &error);

	if (error.kind != ERROR_NONE)
		return fail(client, error.text), WENT_AWAY;
	if (!rule && line_is_dead(talk, bytes, count, dead, &take))
		rule = rules->otherwise ? rules->otherwise : &nothing;
	if (!rule) {
		talk->searched = dead;
		return WENT_LATER;
	}
	if (!take_up(client, rule, bytes, take))
		return WENT_AWAY;
	*at += take;
	talk->searched = 0;
	return carry_on(client);
}

/* Until nothing is left that a rule fits, or one of them waits, or others have their turn. */
static enum went
look_on(struct client *client, struct talk *talk, size_t *at)
{
	int64_t began = number_now(), before = began;

	while (*at < talk->come.count) {
		enum went went = look_once(client, talk, at);
		int64_t now = number_now();

		if (went == WENT_AWAY || talk->rule)
			return went;
		if (now - before > COSTLY)
			return wait_for(client, REST * (now - before));
		if (went == WENT_LATER)
			break;
		if (now - began > TURN)
			return wait_for(client, SOON);
		before = now;
	}
	return WENT_ON;
}

static void
finish(struct client *client, struct talk *talk)
{
	talk->over = true;
	client_finish(client);
}

static void
look(struct client *client)
{
	struct talk *talk = client_own(client);
	size_t at = 0;
	enum went went = look_on(client, talk, &at);

	if (went == WENT_AWAY)
		return;
	buf_drop(&talk->come, at);
	/* Very many may be idle. */
	if (!talk->come.count)
		buf_clear(&talk->come);
	if (went == WENT_ON && talk->ended)
		finish(client, talk);
	else if (went == WENT_ON && talk->come.count >= HELD)
		fail(client, "64 KiB came that no rule fits");
}

/* A rule that had to wait goes on, and what has come meanwhile behind it. */
static void
go_on(struct client *client)
{
	struct talk *talk = client_own(client);

	if (talk->over || (talk->rule && carry_on(client) != WENT_ON))
		return;
	client_pause(client, false);
	look(client);
}

static void
woken(struct client *client)
{
	client_pause(client, false);
	go_on(client);
}

/* ---- messages and datagrams: each by itself ---- */

/* All of it is consumed by the rule that has it.  Until that is carried out nothing is read. */
static void
look_at_message(struct client *client, const char *bytes, size_t count)
{
	struct error error = { .kind = ERROR_NONE };
	int64_t began = number_now(), took;
	const struct rule *rule = rules_for(rules_of(client), bytes, count, &error);
	enum went went = WENT_ON;

	if (error.kind != ERROR_NONE) {
		fail(client, error.text);
		return;
	}
	if (rule && !take_up(client, rule, bytes, count))
		return;
	if (rule)
		went = carry_on(client);
	took = number_now() - began;
	if (went == WENT_ON && took > COSTLY)
		wait_for(client, REST * took);
}

/* ---- what happens to a client ---- */

static void
opened(struct client *client)
{
	const struct rules *rules = rules_of(client);

	/* It answers in pieces: a small one would wait until the peer has told that it has the one
	 * before, which it does not for 40 ms where it has nothing to say. */
	client_send_at_once(client);
	if (rules->greeting && take_up(client, rules->greeting, "", 0))
		carry_on(client);
}

static void
came(struct client *client, const char *bytes, size_t count)
{
	struct talk *talk = client_own(client);

	if (talk->over)
		return;
	if (client_has_messages(client)) {
		look_at_message(client, bytes, count);
		return;
	}
	buf_add(&talk->come, bytes, count);
	if (!talk->rule)
		look(client);
}

static void
ended(struct client *client)
{
	struct talk *talk = client_own(client);

	talk->ended = true;
	if (!talk->rule && !talk->over)
		look(client);
}

static void
room(struct client *client)
{
	struct talk *talk = client_own(client);

	if (!client_wants_room(client))
		return;
	client_want_room(client, false);
	if (talk->rule)
		go_on(client);
}

static void
closed(struct client *client)
{
	struct talk *talk = client_own(client);

	forget_rule(talk);
	buf_clear(&talk->come);
}

/* ---- datagrams ---- */

/* All its data is one datagram. */
static bool
make_datagram(const struct rules *rules, const struct rule_found *found, struct buf *to,
    struct error *error)
{
	struct pool pool = { 0 };
	struct data data = { 0 };
	enum data_state state = DATA_SOME;
	bool good = true;
	size_t count;

	for (size_t i = 0; good && i < found->rule->actions; i++)
		good = rules_data(rules, found, &found->rule->action[i], &pool, &data, error);
	while (good && state == DATA_SOME && to->count <= DATAGRAM) {
		state = data_next(&data, buf_reserve(to, DATAGRAM + 1), DATAGRAM + 1, &count,
		    error);
		to->count += state == DATA_SOME ? count : 0;
	}
	data_clear(&data);
	pool_clear(&pool);
	if (good && state != DATA_BAD && to->count <= DATAGRAM)
		return true;
	if (good && state != DATA_BAD)
		error_set(error, ERROR_LIMIT, "an answer of more than %d bytes is no datagram",
		    DATAGRAM);
	if (good)
		rules_blame(rules, found->rule->place, error);
	return false;
}

static void
datagram(struct server *server, const struct addr *from, const char *bytes, size_t count)
{
	const struct rules *rules = &((struct matching *)server_own(server))->rules;
	struct rule_found found = { NULL, bytes, count, 0, from };
	struct error error = { .kind = ERROR_NONE };
	struct buf answer = { 0 };

	found.rule = rules_for(rules, bytes, count, &error);
	if (found.rule && found.rule->actions &&
	    make_datagram(rules, &found, &answer, &error))
		server_reply(server, from, buf_text(&answer), answer.count);
	if (error.kind != ERROR_NONE)
		server_tell(server, NULL, true, "%s", error.text);
	buf_clear(&answer);
}

const struct role role_match = {
	.name = "match", .words = "FILE", .least = 1, .most = 1,
	.summary = "answers by rules from a file",
	.flags = ROLE_STREAM | ROLE_DATAGRAM | ROLE_MESSAGE | ROLE_FILES,
	.server_size = sizeof(struct matching), .client_size = sizeof(struct talk),
	.begin = begin, .end = end, .opened = opened, .came = came, .ended = ended, .room = room,
	.closed = closed, .datagram = datagram
};
