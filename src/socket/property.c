/* property: what there is to know of a socket, one row each. */
#include "socket/property.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "socket/others.h"
#include "socket/property-get.h"

bool
property_suits(const struct property *property, const struct sock *sock)
{
	return !property->program || (sock && sock->program);
}

const struct property *
property_named(const char *name, size_t count)
{
	for (const struct property *p = properties; p->name; p++)
		if (strncmp(p->name, name, count) == 0 && p->name[count] == '\0')
			return p;
	return NULL;
}

static struct value
get(struct facts *facts, const struct property *property)
{
	return property->get ? property->get(facts) : property_measure(facts, property);
}

struct value
property_get(const struct sock_table *table, const struct sock *sock,
    const struct property *property)
{
	struct facts facts;

	facts_begin(&facts, table, sock);
	others_begin(table->others);
	return get(&facts, property);
}

static void
begin(struct facts *facts, const struct subject *subject)
{
	facts_begin(facts, subject->table, subject->sock);
	facts->row = subject->row;
	facts->asked_row = subject->asked;
	facts->sparing = subject->sparing;
	facts->alone = subject->alone;
}

struct value
property_ask(const struct subject *subject, const struct property *property)
{
	struct facts facts;

	begin(&facts, subject);
	return get(&facts, property);
}

/* Most apply to a TCP connection. */
enum { MOST = 96 };

static void
put_all(struct facts *facts, struct record *record)
{
	if (facts_measures(facts))
		record_expect(record, MOST);
	for (const struct property *p = properties; p->name; p++) {
		struct value value = get(facts, p);

		if (value.kind != VALUE_NONE)
			*record_put(record, p->name) = value;
	}
}

void
property_each(const struct subject *subject, const struct property *const *property,
    size_t count, struct record *record)
{
	struct facts facts;

	begin(&facts, subject);
	if (!property)
		put_all(&facts, record);
	for (size_t i = 0; property && i < count; i++) {
		struct value value = get(&facts, property[i]);

		if (i < subject->whole || value.kind != VALUE_NONE)
			*record_put(record, property[i]->name) = value;
	}
}

/* Of what is not negative; the C library's would need libm, which costs start-up. */
static int64_t
rounded(double number)
{
	return (int64_t)(number + 0.5);
}

static void
add_tenths(struct buf *to, double scaled, const char *unit)
{
	int64_t tenths = rounded(scaled * 10);

	buf_add_number(to, tenths / 10);
	buf_add_byte(to, '.');
	buf_add_number(to, tenths % 10);
	buf_add_text(to, unit);
}

/* Three digits or so: 23us, 4.1ms, 2.5s, 1h 2m. */
static void
show_seconds(double time, struct buf *to)
{
	if (time < 0.001) {
		buf_add_number(to, rounded(time * 1e6));
		buf_add_text(to, "us");
	} else if (time < 1) {
		add_tenths(to, time * 1e3, "ms");
	} else if (time < 60) {
		add_tenths(to, time, "s");
	} else {
		number_show_duration(to, (int64_t)time * NUMBER_SECOND);
	}
}

void
property_show(const struct property *property, const struct value *value, struct buf *to)
{
	if (property && property->seconds && value->kind == VALUE_REAL)
		show_seconds(value->real, to);
	else
		value_show(value, to);
}

static struct value
as_text(const struct property *property, const struct value *value)
{
	struct buf buf = { 0 };
	struct value text;

	property_show(property, value, &buf);
	text = value_text(buf_text(&buf));
	buf_clear(&buf);
	return text;
}

void
property_show_all(const struct record *values, struct record *texts)
{
	for (size_t i = 0; i < values->count; i++) {
		const char *name = values->field[i].name;
		const struct property *property = property_named(name, strlen(name));
		const struct value *value = &values->field[i].value;
		bool time = property && property->seconds && value->kind == VALUE_REAL;

		*record_put(texts, name) = time ? as_text(property, value) : value_copy(value);
	}
}

static const struct value *
number_in(const struct record *record, const char *name)
{
	const struct value *value = record_get(record, name);

	return value && value->kind == VALUE_INT ? value : NULL;
}

static void
change(struct record *texts, const char *name, const char *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strcmp(texts->field[i].name, name) == 0) {
			value_clear(&texts->field[i].value);
			texts->field[i].value = *text ? value_text(text) : give_none();
			return;
		}
	*record_put(texts, name) = value_text(text);
}

static bool
is_text(const struct value *value, const char *text)
{
	return value && value->kind == VALUE_TEXT && strcmp(value->bytes.data, text) == 0;
}

bool
property_is_plain_row(const struct record *values)
{
	const struct value *timer = record_get(values, "timer");

	return !is_text(record_get(values, "state"), "LISTEN") &&
	    !is_text(timer, TIMER_TIME_WAIT) &&
	    !(record_get(values, "ghost") && !number_in(values, "number"));
}

void
property_show_row(const struct record *values, struct record *texts)
{
	const struct value *state = record_get(values, "state"),
	    *timer = record_get(values, "timer");
	const struct value *expires = record_get(values, "expires");
	const struct value *queue = number_in(values, "recvq"), *most = number_in(values, "sendq");
	char text[64];

	property_show_all(values, texts);
	if (state && queue && most && strcmp(state->bytes.data, "LISTEN") == 0) {
		snprintf(text, sizeof(text), "%lld/%lld", (long long)queue->number,
		    (long long)most->number);
		change(texts, "recvq", text);
		change(texts, "sendq", "");
	}
	if (state && timer && timer->kind == VALUE_TEXT && expires && expires->kind == VALUE_REAL &&
	    strcmp(timer->bytes.data, TIMER_TIME_WAIT) == 0) {
		snprintf(text, sizeof(text), "%s %.0fs", state->bytes.data, expires->real);
		change(texts, "state", text);
	}
}
