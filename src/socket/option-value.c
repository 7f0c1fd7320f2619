/* option-value: the words and bytes of an option's value, by its type. */
#include "socket/option-value.h"

#include <limits.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"
#include "base/number.h"

static const struct option_codec *const codecs[OPTION_TYPES] = {
	[OPTION_BOOL] = &option_bool,
	[OPTION_INT] = &option_int,
	[OPTION_UNSIGNED] = &option_unsigned,
	[OPTION_LONG] = &option_long,
	[OPTION_SECONDS] = &option_seconds,
	[OPTION_MILLIS] = &option_millis,
	[OPTION_MICROS] = &option_micros,
	[OPTION_BYTES] = &option_bytes,
	[OPTION_UNSIGNED_BYTES] = &option_unsigned_bytes,
	[OPTION_OFFSET] = &option_offset,
	[OPTION_TIMEVAL] = &option_timeval,
	[OPTION_LINGER] = &option_linger,
	[OPTION_TEXT] = &option_text,
	[OPTION_CHOICE] = &option_choice,
	[OPTION_FLAGS] = &option_flags,
	[OPTION_INTERFACE] = &option_interface,
	[OPTION_INTERFACE_BE] = &option_interface_be,
	[OPTION_ADDRESS] = &option_address,
	[OPTION_PORTS] = &option_ports,
	[OPTION_MTU] = &option_mtu,
	[OPTION_CREDENTIALS] = &option_credentials,
	[OPTION_INTS] = &option_ints,
	[OPTION_TOS] = &option_tos,
	[OPTION_GROUP4] = &option_group4,
	[OPTION_GROUP6] = &option_group6,
	[OPTION_SOURCE4] = &option_source4,
	[OPTION_GROUP] = &option_group,
	[OPTION_SOURCE] = &option_source,
	[OPTION_PKTINFO] = &option_pktinfo,
	[OPTION_SOCKADDR] = &option_sockaddr,
	[OPTION_RECEPTION] = &option_reception,
	[OPTION_FANOUT] = &option_fanout,
	[OPTION_TXTIME] = &option_txtime,
	[OPTION_BITS] = &option_bits,
	[OPTION_GROUPS] = &option_groups,
	[OPTION_LAYOUT] = &option_layout,
	[OPTION_SUBFLOWS] = &option_subflows,
	[OPTION_HEX] = &option_hex,
	[OPTION_ANY] = &option_any,
};

const struct option_codec *
option_codec(enum option_type type)
{
	return codecs[type];
}

bool
option_bad(const struct option_word *word, const char *wanted, struct error *error)
{
	struct bytes_quoted quoted;

	return error_usage(error, "'%s' is not %s", bytes_quote(&quoted, word->bytes, word->count),
	    wanted);
}

bool
option_is(const struct option_word *word, const char *text)
{
	return strlen(text) == word->count && strncasecmp(word->bytes, text, word->count) == 0;
}

void
option_add_int(struct buf *to, int64_t number)
{
	uint32_t bits = (uint32_t)number;

	buf_add(to, &bits, sizeof(bits));
}

int
option_to_int(const void *bytes)
{
	int number;

	memcpy(&number, bytes, sizeof(number));
	return number;
}

void
option_put_int(struct value *to, int64_t number)
{
	*to = (struct value){ .kind = VALUE_INT, .number = number };
}

const char *
option_type_text(enum option_type type)
{
	return codecs[type]->text;
}

void
option_decode(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	const struct option_codec *codec = codecs[option->type];

	if (codec->size && codec->size != count && (!codec->wide || codec->wide != count))
		option_any.decode(option, bytes, count, to);
	else
		codec->decode(option, bytes, count, to);
}

/* `int V`, as the kernel takes it, whatever the type. */
static bool
encode_plain_int(const struct option_word *word, struct buf *to, struct error *error)
{
	int64_t number;

	if (!number_int(word->bytes, word->count, INT_MIN, UINT_MAX, &number, error))
		return false;
	option_add_int(to, number);
	return true;
}

bool
option_encode(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	const struct option_codec *codec = codecs[option->type];

	if (count == 2 && option_is(word, "int"))
		return encode_plain_int(word + 1, to, error);
	if (count == 1 && word->typed && word->count >= 4 && memcmp(word->bytes, "hex:", 4) == 0) {
		if (bytes_from_hex(to, word->bytes + 4, word->count - 4, error))
			return true;
		if (error->at >= 0)
			error->at += 4;
		return false;
	}
	if (!codec->encode)
		return error_usage(error, "%s takes 'int NUMBER' or 'hex:BYTES'", option->brief);
	if (!count || count > codec->words)
		return error_usage(error, "%s takes %s", option->brief, codec->text);
	return codec->encode(option, word, count, to, error);
}

/* More or fewer bytes than the type has, which became hex: no name is that; but a long
 * number of many digits is a text, too. */
static bool
is_odd(const struct option_codec *codec, const struct value *value)
{
	size_t count = value->kind == VALUE_TEXT ? value->bytes.count : 2 * codec->size;

	return count != 2 * codec->size && codec->size && count % 2 == 0 &&
	    (codec != &option_long || count < 2 * codec->size) &&
	    strspn(value->bytes.data, "0123456789abcdef") == count;
}

void
option_show(const struct option *option, const struct value *value, struct buf *to)
{
	const struct option_codec *codec = codecs[option->type];

	/* Bytes of another size became an int or hex, whatever the type; and the row may
	 * be that of another level, whose option has the name, too. */
	if (is_odd(codec, value))
		option_show_hex(value, to);
	else if (value->kind == VALUE_BOOL)
		buf_add_text(to, value->truth ? "on" : "off");
	else if (codec->show && value->kind == codec->kind)
		codec->show(value, to);
	else if (value->kind == VALUE_BYTES)
		option_show_name(value, to);
	else
		value_show(value, to);
}
