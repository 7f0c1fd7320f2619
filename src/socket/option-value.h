/* option-value: how a value of each type is read, written and shown. */
#ifndef SOSH_SOCKET_OPTION_VALUE_H
#define SOSH_SOCKET_OPTION_VALUE_H
#include <stdint.h>

#include "socket/option.h"

/* One for each option_type: numbers are in option-number.c, what has parts or a
 * name in option-parts.c, groups in option-group.c, bits and structs in
 * option-packed.c. */
struct option_codec {
	const char *text;     /* what may be written */
	size_t      size;     /* of the bytes; 0: any number of them */
	size_t      wide;     /* another size that it has when it is set; 0: none */
	size_t      words;    /* that it takes at most */
	int64_t     unit;     /* nanoseconds, of durations */
	void (*decode)(const struct option *, const void *, size_t, struct value *);
	/* NULL: only `int V` and `hex:BYTES`. */
	bool (*encode)(const struct option *, const struct option_word *, size_t, struct buf *,
	    struct error *);
	/* For values of that kind; NULL: as value_show() does. */
	void (*show)(const struct value *, struct buf *);
	enum value_kind kind;
};
extern const struct option_codec option_bool, option_int, option_unsigned, option_long,
    option_seconds, option_millis, option_micros, option_bytes, option_unsigned_bytes,
    option_offset, option_timeval, option_choice;
extern const struct option_codec option_linger, option_text, option_flags, option_interface,
    option_interface_be, option_address, option_ports, option_mtu, option_credentials,
    option_ints, option_hex, option_any;
/* option-group.c */
extern const struct option_codec option_group4, option_group6, option_source4, option_group,
    option_source, option_pktinfo;
/* option-packed.c */
extern const struct option_codec option_tos, option_sockaddr, option_reception, option_fanout,
    option_txtime, option_bits, option_groups, option_layout, option_subflows;
const struct option_codec *option_codec(enum option_type);

/* The bytes of getsockopt(2) as a value.  Bytes of another size than the type's
 * are told as an int or as hex. */
void option_decode(const struct option *, const void *bytes, size_t count, struct value *);
/* The words as the bytes for setsockopt(2); false and a usage error. */
bool option_encode(const struct option *, const struct option_word *, size_t count,
    struct buf *, struct error *);

/* For the codecs: is the word this, in any case?  It is not `wanted`.  The 32 bits
 * of an int, to and from bytes. */
bool option_is(const struct option_word *, const char *text);
bool option_bad(const struct option_word *, const char *wanted, struct error *);
bool option_no_choice(const struct option *, const struct option_word *, const char *before,
    struct error *);
bool option_read_bool(const struct option_word *, bool *, struct error *);
bool option_read_units(const struct option *, const struct option_word *, int64_t unit,
    int64_t *units, struct error *);
void option_add_int(struct buf *, int64_t);
int  option_to_int(const void *bytes);
void option_put_int(struct value *, int64_t);
/* A record or a list, to be filled in. */
struct record *option_put_record(struct value *, enum value_kind);
/* An interface by its index: its name, "" for 0, a number for one that is not there. */
void option_put_interface(unsigned index, struct value *);
bool option_read_interface(const struct option_word *, unsigned *index, struct error *);
/* A name as it would be typed; "" and what is not plain in quotes. */
void option_show_name(const struct value *, struct buf *);
void option_decode_hex(const struct option *, const void *, size_t, struct value *);
void option_show_hex(const struct value *, struct buf *);
/* The parts in a row, "239.1.2.3 lo", each as it would be typed. */
void option_show_parts(const struct value *, struct buf *);
#endif
