/* option-parts: option values that have parts, or a name. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <limits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/number.h"
#include "socket/option-value.h"

struct record *
option_put_record(struct value *to, enum value_kind kind)
{
	*to = (struct value){ .kind = kind, .record = mem_new(1, sizeof(struct record)) };
	return to->record;
}

static void
decode_linger(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_RECORD);
	struct linger linger;

	(void)option, (void)count;
	memcpy(&linger, bytes, sizeof(linger));
	record_bool(record, "on", linger.l_onoff != 0);
	record_int(record, "time", linger.l_linger);
}

static bool
encode_linger(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct linger linger = { 0 };
	bool on;
	int64_t seconds = 0;

	if (!option_read_bool(word, &on, error))
		return false;
	if (on && count < 2)
		return error_usage(error, "%s wants a time behind '%.40s': 'on 5s'", option->brief,
		    word->bytes);
	if (count == 2 && !option_read_units(option, word + 1, NUMBER_SECOND, &seconds, error))
		return false;
	linger.l_onoff = on;
	linger.l_linger = (int)seconds;
	buf_add(to, &linger, sizeof(linger));
	return true;
}

static void
show_linger(const struct value *value, struct buf *to)
{
	const struct value *on = record_get(value->record, "on");
	const struct value *time = record_get(value->record, "time");

	buf_add_text(to, on->truth ? "on" : "off");
	if (on->truth)
		buf_format(to, " %" PRId64 "s", time->number);
}

/* Bytes, not text: a security label comes from the other side. */
static void
decode_text(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	const char *end = count ? memchr(bytes, '\0', count) : NULL;

	(void)option;
	*to = value_bytes(bytes, end ? (size_t)(end - (const char *)bytes) : count);
}

static bool
encode_text(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	(void)option, (void)count;
	if (strlen(word->bytes) != word->count)
		return option_bad(word, "a name", error);
	/* With its NUL: the kernel takes neither an empty value nor one that does
	 * not end for a name. */
	buf_add(to, word->bytes, word->count + 1);
	return true;
}

void
option_show_name(const struct value *value, struct buf *to)
{
	const char *bytes = value->bytes.data;
	bool plain = value->bytes.count > 0;

	for (size_t i = 0; i < value->bytes.count; i++)
		plain = plain && (unsigned char)bytes[i] > ' ' && (unsigned char)bytes[i] < 0x7f &&
		    !strchr("\"'\\$#;&{}", bytes[i]);
	if (plain) {
		buf_add(to, bytes, value->bytes.count);
		return;
	}
	buf_add_byte(to, '"');
	bytes_show(to, bytes, value->bytes.count, 0);
	buf_add_byte(to, '"');
}

/* A list of names; bits without a name stand behind them as a number. */
static void
decode_flags(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_LIST);
	unsigned left = (unsigned)option_to_int(bytes);

	(void)count;
	for (const struct name *n = option->choices; n->name; n++) {
		if (!n->number || ((unsigned)n->number & left) != (unsigned)n->number)
			continue;
		record_text(record, NULL, n->name);
		left &= ~(unsigned)n->number;
	}
	if (left)
		record_int(record, NULL, left);
}

static bool
encode_flags(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	uint32_t flags = 0;

	for (size_t i = 0; i < count; i++) {
		struct error ignored;
		int64_t number;
		int named;

		if (count == 1 && option_is(word, "none"))
			continue;
		if (names_number(option->choices, NULL, word[i].bytes, &named) &&
		    strlen(word[i].bytes) == word[i].count)
			number = named;
		else if (!number_int(word[i].bytes, word[i].count, 0, UINT_MAX, &number, &ignored))
			return option_no_choice(option, &word[i], "none, ", error);
		flags |= (uint32_t)number;
	}
	option_add_int(to, flags);
	return true;
}

static void
show_flags(const struct value *value, struct buf *to)
{
	if (value->record->count)
		value_show(value, to);
	else
		buf_add_text(to, "none");
}

void
option_put_interface(unsigned index, struct value *to)
{
	char name[IF_NAMESIZE];

	if (index == 0)
		*to = value_bytes("", 0);
	else if (if_indextoname(index, name))
		*to = value_bytes(name, strlen(name));
	else
		option_put_int(to, index);
}

bool
option_read_interface(const struct option_word *word, unsigned *index, struct error *error)
{
	struct error ignored;
	int64_t number = 0;

	*index = if_nametoindex(word->bytes);
	if (*index && strlen(word->bytes) == word->count)
		return true;
	if (word->count && !number_int(word->bytes, word->count, 0, INT_MAX, &number, &ignored))
		return option_bad(word, "an interface of this system, its index, or \"\" for none",
		    error);
	*index = (unsigned)number;
	return true;
}

static void
decode_interface(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	(void)option, (void)count;
	option_put_interface((unsigned)option_to_int(bytes), to);
}

static bool
encode_interface(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	unsigned index;

	(void)option, (void)count;
	if (!option_read_interface(word, &index, error))
		return false;
	option_add_int(to, index);
	return true;
}

static void
decode_interface_be(const struct option *option, const void *bytes, size_t count,
    struct value *to)
{
	(void)option, (void)count;
	option_put_interface(ntohl((unsigned)option_to_int(bytes)), to);
}

static bool
encode_interface_be(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	unsigned index;

	(void)option, (void)count;
	if (!option_read_interface(word, &index, error))
		return false;
	option_add_int(to, htonl(index));
	return true;
}

/* As struct ip_mreqn, which not all systems have. */
struct leaving {
	struct in_addr group, address;
	int            interface;
};

static void
decode_address(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct leaving leaving = { .interface = 0 };
	char text[INET_ADDRSTRLEN] = "";

	(void)option;
	memcpy(count == sizeof(leaving) ? (void *)&leaving : &leaving.address, bytes, count);
	if (leaving.interface) {
		option_put_interface((unsigned)leaving.interface, to);
		return;
	}
	inet_ntop(AF_INET, &leaving.address, text, sizeof(text));
	*to = value_text(text);
}

static bool
encode_address(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct leaving leaving = { .interface = 0 };
	struct error ignored;
	unsigned index;

	(void)option, (void)count;
	if (strlen(word->bytes) == word->count &&
	    inet_pton(AF_INET, word->bytes, &leaving.address) == 1) {
		buf_add(to, &leaving.address, sizeof(leaving.address));
		return true;
	}
	if (!option_read_interface(word, &index, &ignored))
		return option_bad(word, "an IPv4 address without a port, an interface of this "
		    "system, its index, or \"\" for none", error);
	leaving.interface = (int)index;
	buf_add(to, &leaving, sizeof(leaving));
	return true;
}

static void
decode_ports(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	unsigned both = (unsigned)option_to_int(bytes);
	struct record *record = option_put_record(to, VALUE_RECORD);

	(void)option, (void)count;
	record_int(record, "first", both & 0xffff);
	record_int(record, "last", both >> 16);
}

static bool
encode_ports(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	int64_t first, last;

	if (count < 2)
		return error_usage(error, "%s wants a first and a last port: '0 0' for no range",
		    option->brief);
	if (!number_int(word[0].bytes, word[0].count, 0, UINT16_MAX, &first, error) ||
	    !number_int(word[1].bytes, word[1].count, 0, UINT16_MAX, &last, error))
		return false;
	option_add_int(to, first | last << 16);
	return true;
}

#ifdef __linux__
/* A struct sockaddr_in6, then the MTU. */
static void
decode_mtu(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct ip6_mtuinfo info;

	(void)option, (void)count;
	memcpy(&info, bytes, sizeof(info));
	option_put_int(to, info.ip6m_mtu);
}

static void
decode_credentials(const struct option *option, const void *bytes, size_t count,
    struct value *to)
{
	struct record *record = option_put_record(to, VALUE_RECORD);
	struct ucred who;

	(void)option, (void)count;
	memcpy(&who, bytes, sizeof(who));
	record_int(record, "pid", who.pid);
	/* Nobody is -1, and reads so. */
	record_int(record, "uid", (int)who.uid);
	record_int(record, "gid", (int)who.gid);
}
#endif

static void
decode_ints(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	const struct name *names = option->choices;
	struct record *record = option_put_record(to, names ? VALUE_RECORD : VALUE_LIST);

	for (size_t i = 0; i + sizeof(int) <= count && (!names || names->name); i += sizeof(int)) {
		unsigned number = (unsigned)option_to_int((const char *)bytes + i);

		record_int(record, names ? names->name : NULL, number);
		names += names ? 1 : 0;
	}
}

void
option_decode_hex(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct buf hex = { 0 };

	(void)option;
	for (size_t i = 0; i < count; i++)
		buf_format(&hex, "%02x", ((const unsigned char *)bytes)[i]);
	*to = value_text(buf_text(&hex));
	buf_clear(&hex);
}

static void
decode_any(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	if (count == sizeof(int))
		option_put_int(to, option_to_int(bytes));
	else
		option_decode_hex(option, bytes, count, to);
}

void
option_show_hex(const struct value *value, struct buf *to)
{
	buf_add_text(to, "hex:");
	value_show(value, to);
}

const struct option_codec option_linger = {
	.text = "on DURATION|off", .size = sizeof(struct linger), .words = 2,
	.decode = decode_linger, .encode = encode_linger,
	.show = show_linger, .kind = VALUE_RECORD,
};
const struct option_codec option_text = {
	.text = "NAME", .size = 0, .words = 1,
	.decode = decode_text, .encode = encode_text,
	.show = option_show_name, .kind = VALUE_BYTES,
};
const struct option_codec option_flags = {
	.text = "FLAG...|none", .size = sizeof(int), .words = 32,
	.decode = decode_flags, .encode = encode_flags,
	.show = show_flags, .kind = VALUE_LIST,
};
const struct option_codec option_interface = {
	.text = "INTERFACE", .size = sizeof(int), .words = 1,
	.decode = decode_interface, .encode = encode_interface,
	.show = option_show_name, .kind = VALUE_BYTES,
};
const struct option_codec option_interface_be = {
	.text = "INTERFACE", .size = sizeof(int), .words = 1,
	.decode = decode_interface_be, .encode = encode_interface_be,
	.show = option_show_name, .kind = VALUE_BYTES,
};
const struct option_codec option_address = {
	.text = "ADDRESS|INTERFACE", .size = sizeof(struct in_addr),
	.wide = sizeof(struct leaving), .words = 1,
	.decode = decode_address, .encode = encode_address,
	.show = option_show_name, .kind = VALUE_BYTES,
};
const struct option_codec option_ports = {
	.text = "FIRST LAST", .size = sizeof(int), .words = 2,
	.decode = decode_ports, .encode = encode_ports,
	.show = option_show_parts, .kind = VALUE_RECORD,
};
#ifdef __linux__
const struct option_codec option_mtu = {
	.text = "hex:BYTES", .size = sizeof(struct ip6_mtuinfo), .words = 0,
	.decode = decode_mtu,
};
const struct option_codec option_credentials = {
	.text = "hex:BYTES", .size = sizeof(struct ucred), .words = 0,
	.decode = decode_credentials,
};
#else
const struct option_codec option_mtu = {
	.text = "hex:BYTES", .size = 0, .words = 0,
	.decode = option_decode_hex,
	.show = option_show_hex, .kind = VALUE_TEXT,
};
const struct option_codec option_credentials = {
	.text = "hex:BYTES", .size = 0, .words = 0,
	.decode = option_decode_hex,
	.show = option_show_hex, .kind = VALUE_TEXT,
};
#endif
const struct option_codec option_ints = {
	.text = "hex:BYTES", .size = 0, .words = 0,
	.decode = decode_ints,
};
const struct option_codec option_hex = {
	.text = "hex:BYTES", .size = 0, .words = 0,
	.decode = option_decode_hex,
	.show = option_show_hex, .kind = VALUE_TEXT,
};
const struct option_codec option_any = {
	.text = "int NUMBER|hex:BYTES", .size = 0, .words = 0,
	.decode = decode_any,
	.show = option_show_hex, .kind = VALUE_TEXT,
};
