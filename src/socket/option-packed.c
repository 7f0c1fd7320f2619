/* option-packed: option values that are bits in a number, or numbers in a struct. */
#include <inttypes.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/number.h"
#include "socket/option-value.h"

/* ---- TOS: six bits of DSCP (RFC 2474), two of ECN (RFC 3168) ---- */

enum { ECN = 3 };

/* Where RFC 1349 has a name for what has none today, it is that. */
const struct name option_tos_names[] = {
	{ "ef", 0xb8, "expedited forwarding: voice" },
	{ "voice-admit", 0xb0, "voice that was admitted" },
	{ "cs1", 0x20, "class selector 1: background" }, { "cs2", 0x40, NULL },
	{ "cs3", 0x60, NULL }, { "cs4", 0x80, NULL }, { "cs5", 0xa0, NULL },
	{ "cs6", 0xc0, "routing" }, { "cs7", 0xe0, "reserved for the network" },
	{ "af11", 0x28, "assured forwarding 1, dropped last" }, { "af12", 0x30, NULL },
	{ "af13", 0x38, NULL },
	{ "af21", 0x48, NULL }, { "af22", 0x50, NULL }, { "af23", 0x58, NULL },
	{ "af31", 0x68, NULL }, { "af32", 0x70, NULL }, { "af33", 0x78, NULL },
	{ "af41", 0x88, NULL }, { "af42", 0x90, NULL }, { "af43", 0x98, NULL },
	{ "le", 0x04, "less than best effort" },
	{ "lowdelay", 0x10, "RFC 1349, as ssh used it" }, { "throughput", 0x08, "RFC 1349" },
	{ "ect0", 0x02, "ECN: capable" }, { "ect1", 0x01, "ECN: capable, L4S" },
	{ "ce", 0x03, "ECN: congestion was met" },
	/* Second names. */
	{ "cs0", 0, "class selector 0: the default" }, { "default", 0, NULL },
	{ "reliability", 0x04, "RFC 1349" }, { "mincost", 0x02, "RFC 1349" },
	{ NULL, 0, NULL }
};

static void
decode_tos(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	(void)option, (void)count;
	option_put_int(to, option_to_int(bytes));
}

static bool
encode_tos(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct error ignored;
	int64_t number = 0;
	int named, all = 0;

	for (size_t i = 0; i < count; i++) {
		if (strlen(word[i].bytes) == word[i].count &&
		    names_number(option_tos_names, NULL, word[i].bytes, &named))
			all |= named;
		else if (number_int(word[i].bytes, word[i].count, INT_MIN, INT_MAX, &number,
		    &ignored) && count == 1)
			all = (int)number;
		else
			return option_bad(&word[i], "a number, a class (ef, cs1, af11, lowdelay), "
			    "or ect0, ect1 or ce", error);
	}
	(void)option;
	option_add_int(to, all);
	return true;
}

static void
show_tos(const struct value *value, struct buf *to)
{
	int all = value->number >= 0 && value->number <= 255 ? (int)value->number : 0;
	const char *class = all & ~ECN ? names_of(option_tos_names, all & ~ECN) : "";
	const char *ecn = all & ECN ? names_of(option_tos_names, all & ECN) : "";

	if (!all || !class)
		buf_format(to, "%" PRId64, value->number);
	else
		buf_format(to, "%s%s%s", class, *class && *ecn ? " " : "", ecn);
}

/* ---- an address ---- */

static void
decode_sockaddr(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct addr addr = { .length = 0 };
	struct buf text = { 0 };

	(void)option;
	if (count <= sizeof(addr.room)) {
		memcpy(addr.room, bytes, count);
		addr.length = (socklen_t)count;
		addr_show(&text, &addr);
	}
	/* A UNIX path may be anything. */
	*to = value_bytes(buf_text(&text), text.count);
	buf_clear(&text);
}

/* ---- a mask of any length ---- */

static void
add_bits(const void *bytes, size_t count, unsigned first, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_LIST);

	for (size_t i = 0; i + sizeof(uint32_t) <= count; i += sizeof(uint32_t)) {
		unsigned word = (unsigned)option_to_int((const char *)bytes + i);

		for (unsigned bit = 0; bit < 32; bit++)
			if (word >> bit & 1)
				record_int(record, NULL, (int64_t)(i * 8 + bit + first));
	}
}

static void
decode_bits(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	(void)option;
	add_bits(bytes, count, 0, to);
}

/* Groups of netlink are counted from 1. */
static void
decode_groups(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	(void)option;
	add_bits(bytes, count, 1, to);
}

/* 256 of them: what ICMPv6 has types. */
static bool
encode_bits(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	uint32_t mask[8] = { 0 };
	int64_t bit;

	(void)option;
	for (size_t i = 0; i < count; i++) {
		if (count == 1 && option_is(word, "none"))
			break;
		if (!number_int(word[i].bytes, word[i].count, 0, 255, &bit, error))
			return false;
		mask[bit / 32] |= UINT32_C(1) << bit % 32;
	}
	buf_add(to, mask, sizeof(mask));
	return true;
}

static void
show_bits(const struct value *value, struct buf *to)
{
	if (value->record->count)
		value_show(value, to);
	else
		buf_add_text(to, "none");
}

/* ---- numbers in a struct ---- */

static uint64_t
number_at(const char *at, size_t size)
{
	uint64_t long_one;
	uint16_t short_one;

	memcpy(&long_one, at, size == 8 ? 8 : 0);
	memcpy(&short_one, at, size == 2 ? 2 : 0);
	return size == 8 ? long_one : size == 4 ? (unsigned)option_to_int(at) :
	    size == 2 ? short_one : (unsigned char)*at;
}

static void
decode_layout(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_RECORD);
	const char *at = bytes;

	for (const struct name *n = option->choices; n->name; n++) {
		bool sequence = n->number % 16 == OPTION_SEQUENCE_AT(0);
		size_t offset = (size_t)n->number / 16;
		size_t size = sequence ? sizeof(uint64_t) : (size_t)n->number % 16;
		char text[24];

		/* Newer kernels tell more, older ones less. */
		if (offset + size > count)
			continue;
		if (!sequence) {
			record_unsigned(record, n->name, number_at(at + offset, size));
			continue;
		}
		snprintf(text, sizeof(text), "%" PRIu64, number_at(at + offset, size));
		record_text(record, n->name, text);
	}
}

#ifdef __linux__

static bool
is_name(const struct name *names, const struct option_word *word, int *number)
{
	return strlen(word->bytes) == word->count &&
	    names_number(names, NULL, word->bytes, number);
}

/* ---- packet sockets ---- */

struct reception {
	int32_t  index;
	uint16_t type, length;
	uint8_t  address[8];
};

static const struct name receptions[] = {
	{ "multicast", 0, NULL }, { "promisc", 1, NULL }, { "allmulti", 2, NULL },
	{ "unicast", 3, NULL }, { NULL, 0, NULL }
};

static void
decode_reception(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_RECORD);
	struct reception reception;
	const char *name;
	char text[3 * 8 + 1] = "";

	(void)option, (void)count;
	memcpy(&reception, bytes, sizeof(reception));
	name = names_of(receptions, reception.type);
	option_put_interface((unsigned)reception.index, record_put(record, "interface"));
	if (name)
		record_text(record, "receive", name);
	else
		record_int(record, "receive", reception.type);
	for (size_t i = 0; i < reception.length && i < 8; i++)
		snprintf(text + (i ? 3 * i - 1 : 0), 4, i ? ":%02x" : "%02x", reception.address[i]);
	if (*text)
		record_text(record, "address", text);
}

static bool
encode_reception(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct reception reception;
	struct buf address = { 0 };
	unsigned index;
	int type;

	if (count < 2)
		return error_usage(error, "%s takes %s", option->brief,
		    option_type_text(option->type));
	memset(&reception, 0, sizeof(reception));
	if (!option_read_interface(&word[0], &index, error))
		return false;
	if (!is_name(receptions, &word[1], &type))
		return option_bad(&word[1], "promisc, allmulti, multicast or unicast", error);
	if (count == 3 && (!bytes_from_hex(&address, word[2].bytes, word[2].count, error) ||
	    address.count > sizeof(reception.address))) {
		buf_clear(&address);
		return option_bad(&word[2], "a hardware address of at most 8 bytes in hex", error);
	}
	reception.index = (int32_t)index;
	reception.type = (uint16_t)type;
	reception.length = (uint16_t)address.count;
	memcpy(reception.address, buf_text(&address), address.count);
	buf_clear(&address);
	buf_add(to, &reception, sizeof(reception));
	return true;
}

/* The group below, how it shares above, flags on top. */
static const struct name fanouts[] = {
	{ "hash", 0, NULL }, { "lb", 1 << 16, NULL }, { "cpu", 2 << 16, NULL },
	{ "rollover", 3 << 16, NULL }, { "rnd", 4 << 16, NULL }, { "qm", 5 << 16, NULL },
	{ "cbpf", 6 << 16, NULL }, { "ebpf", 7 << 16, NULL }, { NULL, 0, NULL }
};
static const struct name fanout_flags[] = {
	{ "or-rollover", 0x1000 << 16, NULL }, { "unique", 0x2000 << 16, NULL },
	{ "ignore-outgoing", 0x4000 << 16, NULL }, { "defrag", INT_MIN, NULL }, { NULL, 0, NULL }
};

static void
decode_fanout(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_RECORD), *list;
	unsigned all = (unsigned)option_to_int(bytes);
	const char *name = names_of(fanouts, (int)(all & 0xff0000));

	(void)option, (void)count;
	record_int(record, "group", all & 0xffff);
	if (name)
		record_text(record, "share", name);
	else
		record_int(record, "share", all >> 16 & 0xff);
	list = all >> 24 ? record_list(record, "flags") : NULL;
	for (const struct name *n = fanout_flags; list && n->name; n++)
		if (all & (unsigned)n->number)
			record_text(list, NULL, n->name);
}

static bool
encode_fanout(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	int64_t group;
	int named;
	unsigned all;

	if (!number_int(word[0].bytes, word[0].count, 0, UINT16_MAX, &group, error))
		return false;
	if (count < 2)
		return error_usage(error, "%s takes %s", option->brief,
		    option_type_text(option->type));
	if (!is_name(fanouts, &word[1], &named))
		return option_bad(&word[1], "hash, lb, cpu, rollover, rnd or qm", error);
	all = (unsigned)group | (unsigned)named;
	for (size_t i = 2; i < count; i++) {
		if (!is_name(fanout_flags, &word[i], &named))
			return option_bad(&word[i],
			    "or-rollover, unique, ignore-outgoing or defrag", error);
		all |= (unsigned)named;
	}
	option_add_int(to, all);
	return true;
}

/* ---- the time to send at ---- */

/* As struct sock_txtime: its header is newer than some systems. */
struct txtime {
	int32_t  clock;
	uint32_t flags;
};

static const struct name txtime_flags[] = {
	{ "deadline", 1 << 0, NULL }, { "report-errors", 1 << 1, NULL }, { NULL, 0, NULL }
};

static void
decode_txtime(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	struct record *record = option_put_record(to, VALUE_RECORD), *list;
	struct txtime txtime;
	const char *name;

	(void)count;
	memcpy(&txtime, bytes, sizeof(txtime));
	name = names_of(option->choices, txtime.clock);
	if (name)
		record_text(record, "clock", name);
	else
		record_int(record, "clock", txtime.clock);
	list = txtime.flags ? record_list(record, "flags") : NULL;
	for (const struct name *n = txtime_flags; list && n->name; n++) {
		if (txtime.flags & (uint32_t)n->number)
			record_text(list, NULL, n->name);
		txtime.flags &= ~(uint32_t)n->number;
	}
	if (txtime.flags)
		record_int(list, NULL, txtime.flags);
}

static bool
encode_txtime(const struct option *option, const struct option_word *word, size_t count,
    struct buf *to, struct error *error)
{
	struct txtime txtime = { .flags = 0 };
	struct error ignored;
	int64_t number;
	int named;

	if (is_name(option->choices, &word[0], &named))
		number = named;
	else if (!number_int(word[0].bytes, word[0].count, INT_MIN, INT_MAX, &number, &ignored))
		return option_no_choice(option, &word[0], "", error);
	txtime.clock = (int32_t)number;
	for (size_t i = 1; i < count; i++) {
		if (is_name(txtime_flags, &word[i], &named))
			number = named;
		else if (!number_int(word[i].bytes, word[i].count, 0, UINT32_MAX, &number,
		    &ignored))
			return option_bad(&word[i], "deadline, report-errors or a number", error);
		txtime.flags |= (uint32_t)number;
	}
	buf_add(to, &txtime, sizeof(txtime));
	return true;
}

/* ---- the subflows of an MPTCP connection ---- */

enum { FLOWS_HEAD = 16, FLOWS_SIZE = 2 * sizeof(struct sockaddr_storage) };

static void
decode_subflows(const struct option *option, const void *bytes, size_t count, struct value *to)
{
	static const char *const end[] = { "local", "peer" };
	struct record *list = option_put_record(to, VALUE_LIST);
	const char *at = (const char *)bytes + FLOWS_HEAD;

	for (size_t left = count; left >= FLOWS_HEAD + FLOWS_SIZE; left -= FLOWS_SIZE) {
		struct record *flow = record_record(list, NULL);

		for (size_t i = 0; i < 2; i++, at += sizeof(struct sockaddr_storage))
			decode_sockaddr(option, at, sizeof(struct sockaddr_storage),
			    record_put(flow, end[i]));
	}
}

const struct option_codec option_reception = {
	.text = "INTERFACE promisc|allmulti|multicast|unicast [ADDRESS]",
	.size = sizeof(struct reception), .words = 3,
	.decode = decode_reception, .encode = encode_reception,
	.show = option_show_parts, .kind = VALUE_RECORD,
};
const struct option_codec option_fanout = {
	.text = "GROUP hash|lb|cpu|rollover|rnd|qm [FLAG...]", .size = sizeof(int), .words = 6,
	.decode = decode_fanout, .encode = encode_fanout,
	.show = option_show_parts, .kind = VALUE_RECORD,
};
const struct option_codec option_txtime = {
	.text = "monotonic|tai|realtime [deadline] [report-errors]",
	.size = sizeof(struct txtime), .words = 3,
	.decode = decode_txtime, .encode = encode_txtime,
	.show = option_show_parts, .kind = VALUE_RECORD,
};
const struct option_codec option_subflows = {
	.text = "hex:BYTES", .decode = decode_subflows,
};

#else

#define NO_CODEC { .text = "hex:BYTES", .decode = option_decode_hex, \
	.show = option_show_hex, .kind = VALUE_TEXT }
const struct option_codec option_reception = NO_CODEC, option_fanout = NO_CODEC,
    option_txtime = NO_CODEC, option_subflows = NO_CODEC;

#endif

const struct option_codec option_tos = {
	.text = "CLASS|NUMBER [ECN]", .size = sizeof(int), .words = 2,
	.decode = decode_tos, .encode = encode_tos,
	.show = show_tos, .kind = VALUE_INT,
};
const struct option_codec option_sockaddr = {
	.text = "hex:BYTES", .decode = decode_sockaddr,
	.show = option_show_name, .kind = VALUE_BYTES,
};
const struct option_codec option_bits = {
	.text = "NUMBER...|none", .words = 256,
	.decode = decode_bits, .encode = encode_bits,
	.show = show_bits, .kind = VALUE_LIST,
};
const struct option_codec option_groups = {
	.text = "hex:BYTES", .decode = decode_groups,
	.show = show_bits, .kind = VALUE_LIST,
};
const struct option_codec option_layout = {
	.text = "hex:BYTES", .decode = decode_layout,
};
