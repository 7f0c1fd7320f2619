/* property: what there is to know of a socket, one row each. */
#include "socket/property.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "socket/property-get.h"

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
	struct facts facts = { .table = table, .sock = sock };

	return get(&facts, property);
}

void
property_some(const struct sock_table *table, const struct sock *sock,
    const struct property *const *property, size_t count, struct record *record)
{
	struct facts facts = { .table = table, .sock = sock };

	for (size_t i = 0; i < count; i++) {
		struct value value = get(&facts, property[i]);

		*record_put(record, property[i]->name) = value;
	}
}

static void
add_tenths(struct buf *to, double scaled, const char *unit)
{
	int64_t tenths = llrint(scaled * 10);

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
		buf_add_number(to, llrint(time * 1e6));
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

void
property_all(const struct sock_table *table, const struct sock *sock, struct record *record)
{
	struct facts facts = { .table = table, .sock = sock };

	for (const struct property *p = properties; p->name; p++) {
		struct value value = get(&facts, p);

		if (value.kind != VALUE_NONE)
			*record_put(record, p->name) = value;
	}
}
