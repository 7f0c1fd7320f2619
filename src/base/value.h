/* value: the typed tree that a command answers with. */
#ifndef SOSH_BASE_VALUE_H
#define SOSH_BASE_VALUE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum value_kind {
	VALUE_NONE,     /* does not apply: left out of JSON, empty as a variable */
	VALUE_BOOL, VALUE_INT, VALUE_REAL,
	VALUE_TEXT,     /* a C string of our own making */
	VALUE_BYTES,    /* anything, from anybody */
	VALUE_LIST,     /* a record whose fields have no names */
	VALUE_RECORD,
};

struct record;
struct value {
	enum value_kind kind;
	bool borrowed;  /* the bytes are somebody else's, who frees them */
	union {
		bool    truth;
		int64_t number;
		double  real;
		struct { char *data; size_t count; } bytes; /* also TEXT; NUL behind */
		struct record *record;
	};
};

/* Named values in the order in which they were put. */
struct field_value {
	const char  *name;   /* NULL in a list */
	char        *owned;  /* the name, where it was made for this record */
	const void  *row;    /* of a constant table, which tells how it is shown; or NULL */
	struct value value;
};
struct record {
	struct field_value *field;
	char    *spare;      /* bytes of a value that is gone, for the next, or NULL, */
	unsigned spares;     /* how many, */
	bool     lent;       /* and whether one has borrowed them */
	bool     owns;       /* there is a field that has something to be freed */
	unsigned count, room;
};

/* For those below: the next field, and the place for its value. */
void record_grow(struct record *);
static inline struct value *
record_next(struct record *record, const char *name, enum value_kind kind)
{
	struct field_value *field;

	if (record->count == record->room)
		record_grow(record);
	field = &record->field[record->count++];
	/* Every command answers with some of these: nothing is written twice. */
	field->name = name;
	field->owned = NULL;
	field->row = NULL;
	field->value.kind = kind;
	field->value.borrowed = false;
	return &field->value;
}

/* Names are borrowed and must be static; record_named() copies its name and
 * returns the place for a value. */
static inline void
record_bool(struct record *record, const char *name, bool truth)
{
	record_next(record, name, VALUE_BOOL)->truth = truth;
}

static inline void
record_int(struct record *record, const char *name, int64_t number)
{
	record_next(record, name, VALUE_INT)->number = number;
}

void record_real(struct record *, const char *name, double);
/* One that an int64_t cannot hold is its digits, a text: also to JSON. */
void record_unsigned(struct record *, const char *name, uint64_t);
void record_text(struct record *, const char *name, const char *text);
void record_bytes(struct record *, const char *name, const void *, size_t count);
/* A record or a list inside: returned to be filled in, owned by this one. */
struct record *record_record(struct record *, const char *name);
struct record *record_list(struct record *, const char *name);
/* An empty value (VALUE_NONE) under a copy of `name`; good until the next put. */
struct value *record_named(struct record *, const char *name);
struct value *record_put(struct record *, const char *name);

/* Makes room for `more` fields, where one knows. */
void record_expect(struct record *, size_t more);

/* The value under `name`, or NULL. */
const struct value *record_get(const struct record *, const char *name);
/* The value at a path "options.linger.on" or "values.0" of `count` bytes, or NULL. */
const struct value *record_path(const struct record *, const char *path, size_t count);
void record_clear(struct record *);
/* Empties it and keeps the room, also that of a text or bytes that are not many. */
void record_release(struct record *);
static inline void
record_reset(struct record *record)
{
	/* Most have none, or numbers and a few bytes. */
	if (!record->count)
		return;
	if (record->owns)
		record_release(record);
	record->count = 0;
	record->lent = false;
}

static inline void
record_swap(struct record *a, struct record *b)
{
	struct record c = *a;

	*a = *b;
	*b = c;
}

struct value value_text(const char *text);
struct value value_unsigned(uint64_t);
struct value value_bytes(const void *bytes, size_t count);
/* A text that is there as long as the program, such as a word of a table: not copied. */
struct value value_static(const char *text);
/* What the buf holds, which then is empty. */
struct value value_take(struct buf *);
/* A copy of its own. */
struct value value_copy(const struct value *);
void value_clear(struct value *);
/* The value as a variable holds it: numbers in decimal, true or false, bytes as
 * they are; a list joined by blanks; a record as name=value joined by blanks. */
void value_show(const struct value *, struct buf *);
#endif
