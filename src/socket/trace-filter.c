/* trace-filter: a program of the classic packet filter in a shown call. */
#include <linux/filter.h>
#include <string.h>

#include "socket/trace-inner.h"

#define NAME(name) { #name, name, NULL }
static const struct name classes[] = {
	NAME(BPF_LD), NAME(BPF_LDX), NAME(BPF_ST), NAME(BPF_STX), NAME(BPF_ALU), NAME(BPF_JMP),
	NAME(BPF_RET), NAME(BPF_MISC), { 0 }
}, sizes[] = { NAME(BPF_W), NAME(BPF_H), NAME(BPF_B), { 0 } }, modes[] = {
	NAME(BPF_IMM), NAME(BPF_ABS), NAME(BPF_IND), NAME(BPF_MEM), NAME(BPF_LEN), NAME(BPF_MSH),
	{ 0 }
}, sources[] = { NAME(BPF_K), NAME(BPF_X), { 0 } }, sums[] = {
	NAME(BPF_ADD), NAME(BPF_SUB), NAME(BPF_MUL), NAME(BPF_DIV), NAME(BPF_OR), NAME(BPF_AND),
	NAME(BPF_LSH), NAME(BPF_RSH), NAME(BPF_NEG), NAME(BPF_MOD), NAME(BPF_XOR), { 0 }
}, jumps[] = {
	NAME(BPF_JA), NAME(BPF_JEQ), NAME(BPF_JGT), NAME(BPF_JGE), NAME(BPF_JSET), { 0 }
}, results[] = { NAME(BPF_K), NAME(BPF_X), NAME(BPF_A), { 0 } }, moves[] = {
	NAME(BPF_TAX), NAME(BPF_TXA), { 0 }
}, places[] = {
	NAME(SKF_AD_PROTOCOL), NAME(SKF_AD_PKTTYPE), NAME(SKF_AD_IFINDEX), NAME(SKF_AD_NLATTR),
	NAME(SKF_AD_NLATTR_NEST), NAME(SKF_AD_MARK), NAME(SKF_AD_QUEUE), NAME(SKF_AD_HATYPE),
	NAME(SKF_AD_RXHASH), NAME(SKF_AD_CPU), NAME(SKF_AD_ALU_XOR_X), NAME(SKF_AD_VLAN_TAG),
	NAME(SKF_AD_VLAN_TAG_PRESENT), NAME(SKF_AD_PAY_OFFSET), NAME(SKF_AD_RANDOM),
	NAME(SKF_AD_VLAN_TPID), { 0 }
};

/* What each class says with the bits above its own. */
static const struct {
	unsigned           class;
	struct { unsigned mask; const struct name *names; } part[2];
} shapes[] = {
	{ BPF_LD, { { 0x18, sizes }, { 0xe0, modes } } },
	{ BPF_LDX, { { 0x18, sizes }, { 0xe0, modes } } },
	{ BPF_ALU, { { 0x08, sources }, { 0xf0, sums } } },
	{ BPF_JMP, { { 0x08, sources }, { 0xf0, jumps } } },
	{ BPF_RET, { { 0x18, results }, { 0, NULL } } },
	{ BPF_MISC, { { 0xf8, moves }, { 0, NULL } } },
};

static void
show_code(struct buf *out, unsigned code)
{
	unsigned rest = code & ~7u;

	trace_named(out, classes, (int)BPF_CLASS(code), "BPF_???");
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		if (shapes[i].class != BPF_CLASS(code))
			continue;
		for (size_t k = 0; k < 2 && shapes[i].part[k].names; k++) {
			buf_add_byte(out, '|');
			trace_named(out, shapes[i].part[k].names,
			    (int)(code & shapes[i].part[k].mask), "BPF_???");
			rest &= ~shapes[i].part[k].mask;
		}
	}
	if (rest)
		buf_format(out, "|%#x /* BPF_??? */", rest);
}

/* Some addresses stand for what is known of the packet, not for its bytes. */
static void
show_operand(struct buf *out, const struct sock_filter *one)
{
	unsigned place = one->k - (unsigned)SKF_AD_OFF;

	if (BPF_CLASS(one->code) == BPF_LD && BPF_MODE(one->code) == BPF_ABS &&
	    one->k >= (unsigned)SKF_AD_OFF) {
		buf_add_text(out, "SKF_AD_OFF+");
		trace_named(out, places, (int)place, "SKF_AD_???");
	} else {
		trace_hex(out, one->k);
	}
}

static void
show_one(struct buf *out, const struct sock_filter *one)
{
	bool jumps_away = one->jt || one->jf;

	buf_add_text(out, jumps_away ? "BPF_JUMP(" : "BPF_STMT(");
	show_code(out, one->code);
	trace_next(out);
	show_operand(out, one);
	if (jumps_away)
		buf_format(out, ", %#x, %#x", one->jt, one->jf);
	buf_add_byte(out, ')');
}

void
trace_filter(struct buf *out, const void *instructions, size_t count)
{
	const char *bytes = instructions;

	if (!bytes) {
		trace_pointer(out, bytes);
		return;
	}
	buf_add_byte(out, '[');
	for (size_t i = 0; i < count; i++) {
		struct sock_filter one;

		if (i)
			trace_next(out);
		if (i >= TRACE_MOST) {
			buf_add_text(out, "...");
			break;
		}
		memcpy(&one, bytes + i * sizeof(one), sizeof(one));
		show_one(out, &one);
	}
	buf_add_byte(out, ']');
}
