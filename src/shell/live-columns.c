/* live-columns: what stands in a row of the live table, and what is left out. */
#include "shell/live-columns.h"

#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "shell/rows.h"
#include "socket/ghost.h"
#include "socket/serving.h"

enum {
	WIDEST = 47,   /* an IPv6 address and its port */
	ADDRESS = 21,  /* an IPv4 address and its port: always as it is */
	KNOWN = 40,    /* the worth of local addresses that a server's row tells anyway */
};

enum form { FORM_TEXT, FORM_ADDRESS, FORM_AMOUNT, FORM_AGE, FORM_WAIT };

/* `worth`: what is worth least is dropped first where there is no room for all.
 * `quiet`: it changes all the time, and nobody wants to be told.  `seldom`: of those that
 * nobody chose it is there only while it is more than 0, or a text, somewhere. */
struct live_form {
	const char *property;
	unsigned    worth;
	enum form   form;
	bool        quiet, seldom;
};
static const struct live_form forms[] = {
	{ "number", 99, FORM_TEXT, false, false },
	{ "name", 70, FORM_TEXT, false, false },
	{ "kind", 35, FORM_TEXT, false, false },
	{ "state", 95, FORM_TEXT, false, false },
	{ "tls", 75, FORM_TEXT, false, true },
	{ "local", 65, FORM_ADDRESS, false, false },
	{ "peer", 80, FORM_ADDRESS, false, false },
	{ "recvq", 60, FORM_AMOUNT, false, false },
	{ "buffered", 62, FORM_AMOUNT, false, true },
	{ "sendq", 55, FORM_AMOUNT, false, false },
	{ "received", 50, FORM_AMOUNT, false, false },
	{ "sent", 45, FORM_AMOUNT, false, false },
	{ "rtt", 20, FORM_TEXT, true, false },
	{ "age", 30, FORM_AGE, true, false },
	{ "waits", 90, FORM_WAIT, true, false },
};
enum { FORMS = sizeof(forms) / sizeof(*forms) };

static const struct {
	const char     *state;
	enum live_sense sense;
} senses[] = {
	{ "SYN-SENT", LIVE_OPENING }, { "SYN-RECEIVED", LIVE_OPENING },
	{ "ESTABLISHED", LIVE_CONNECTED }, { "CONNECTED", LIVE_CONNECTED },
	{ "LISTEN", LIVE_LISTENING }, { "CLOSE-WAIT", LIVE_HALF }, { "FIN-WAIT-1", LIVE_HALF },
	{ "FIN-WAIT-2", LIVE_HALF }, { "CLOSING", LIVE_CLOSING }, { "LAST-ACK", LIVE_CLOSING },
	{ "TIME-WAIT", LIVE_CLOSING }, { "CLOSED", LIVE_DEAD },
};

/* ---- which columns ---- */

static const struct live_form *
form_of(const struct property *property)
{
	static const struct live_form other = { "", 50, FORM_TEXT, false, false };

	for (size_t i = 0; i < FORMS; i++)
		if (!strcmp(forms[i].property, property->name))
			return &forms[i];
	return &other;
}

static bool
set_column(struct live *live, size_t at, const struct property *property)
{
	struct live_column *column = &live->column[at];
	bool same = at < live->columns && column->property == property;

	if (!same)
		*column = (struct live_column){ .property = property, .form = form_of(property) };
	return same;
}

bool
live_choose(struct live *live, const struct columns *chosen)
{
	size_t count = 0, all = chosen->count ? chosen->count : FORMS;
	bool same = true;

	for (size_t i = 0; i < all; i++) {
		const char *name = chosen->count ? NULL : forms[i].property;
		const struct property *property =
		    name ? property_named(name, strlen(name)) : chosen->item[i];

		/* Not every build has each of them. */
		if (property)
			same &= set_column(live, count++, property);
	}
	same &= count == live->columns;
	live->columns = count;
	live->usual = !chosen->count;
	live->span = 0;
	while (live->usual && live->span < count &&
	    strcmp(live->column[live->span].form->property, "peer") != 0)
		live->span++;
	return same;
}

/* ---- cells ---- */

unsigned
live_number(const struct live_seat *seat)
{
	return seat->guest ? seat->sock->listener : seat->sock->number;
}

static const struct {
	int64_t seconds;
	char    unit;
} ages[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };

static size_t
age_unit(int64_t seconds)
{
	size_t at = 0;

	while (at < 3 && seconds < ages[at].seconds)
		at++;
	return at;
}

static void
show_age(struct buf *to, double seconds)
{
	size_t unit = age_unit((int64_t)seconds);

	buf_format(to, "%lld%c", (long long)((int64_t)seconds / ages[unit].seconds),
	    ages[unit].unit);
}

/* "recv 12s", "%1 accept 3m": what waits, as which job, and how long it has. */
static void
show_wait(struct buf *to, const struct sock *sock, int64_t now)
{
	const struct sock_waiter *waiter = sock->waiters;

	if (!waiter)
		return;
	if (waiter->job)
		buf_format(to, "%%%u ", waiter->job);
	buf_format(to, "%s ", waiter->command);
	show_age(to, (double)(now - waiter->since) / (double)NUMBER_SECOND);
}

static void
show_value(const struct live_form *form, const struct value *value, const struct value *text,
    struct buf *to)
{
	if (form->form == FORM_AMOUNT && value->kind == VALUE_INT)
		number_show_amount(to, value->number);
	else if (form->form == FORM_AGE && value->kind == VALUE_REAL)
		show_age(to, value->real);
	else if (value->kind != VALUE_NONE)
		value_show(text, to);
}

/* How wide a cell may be: one long path must not push everything else out. */
static size_t
widest(const struct live *live, const struct live_form *form)
{
	size_t share = live->width * 3 / 10;

	if (form->form != FORM_ADDRESS)
		return WIDEST;
	return share < ADDRESS ? ADDRESS : share > WIDEST ? WIDEST : share;
}

static struct live_cell
make_cell(struct live *live, const struct live_form *form, const struct buf *raw, unsigned show)
{
	size_t room = widest(live, form);
	struct buf safe = { 0 };
	struct live_cell cell;

	bytes_show(&safe, raw->data, raw->count, show);
	if (safe.count && bytes_width(safe.data, safe.count) > room)
		row_cut(&safe, room, form->form == FORM_ADDRESS, show & SHOW_ASCII);
	cell.count = cell.steady = safe.count;
	cell.columns = bytes_width(buf_text(&safe), safe.count);
	cell.text = pool_copy(&live->pool, buf_text(&safe), cell.count);
	buf_clear(&safe);
	return cell;
}

/* A listener's queue is one cell: "2/128". */
static bool
show_queue(const struct record *values, const char *name, struct buf *to)
{
	const struct value *state = record_get(values, "state");
	const struct value *queue = record_get(values, "recvq"),
	    *most = record_get(values, "sendq");

	if (!state || !queue || !most || queue->kind != VALUE_INT || most->kind != VALUE_INT ||
	    state->kind != VALUE_TEXT || strcmp(state->bytes.data, "LISTEN") != 0)
		return false;
	if (strcmp(name, "recvq") == 0)
		buf_format(to, "%lld/%lld", (long long)queue->number, (long long)most->number);
	return strcmp(name, "recvq") == 0 || strcmp(name, "sendq") == 0;
}

/* The seconds that are left of a connection, where the kernel has set a time. */
static void
add_time_left(struct live *live, const struct live_view *view, const struct sock *sock,
    struct live_cell *cell)
{
	struct diag_sock left;
	struct buf text = { 0 };
	size_t steady = cell->count;

	if ((sock->fd >= 0 && strcmp(cell->text, "TIME-WAIT") != 0) ||
	    !ghost_look(view->table, sock, &left) || !left.timer ||
	    strcmp(left.timer, TIMER_TIME_WAIT) != 0)
		return;
	buf_format(&text, "%s %.0fs", cell->text, left.expires);
	*cell = make_cell(live, form_of(property_named("state", strlen("state"))), &text,
	    view->show);
	cell->steady = steady;
	buf_clear(&text);
}

/* "1+" waits at 1; a client stands under its server. */
static void
show_number(const struct live_seat *seat, struct buf *to)
{
	if (seat->guest)
		buf_format(to, "%u+", seat->sock->listener);
	else
		buf_format(to, "%s%u", seat->under ? SERVING_BELOW : "", seat->sock->number);
}

static void
fill_cells(struct live *live, const struct live_view *view, const struct live_seat *seat,
    const struct property *const *property, struct live_cell *cell)
{
	const struct sock *sock = seat->sock;
	size_t columns = seat->serving ? live->span : live->columns;
	const struct subject subject = { .table = view->table, .sock = sock, .row = seat->row,
		.whole = columns };
	struct record values = { 0 }, texts = { 0 };
	struct buf raw = { 0 };

	property_each(&subject, property, columns, &values);
	property_show_all(&values, &texts);
	for (size_t i = 0; i < columns; i++) {
		const struct value *value = &values.field[i].value;

		buf_reset(&raw);
		if (live->column[i].form->form == FORM_WAIT)
			show_wait(&raw, sock, view->now);
		else if (!strcmp(live->column[i].property->name, "number"))
			show_number(seat, &raw);
		else if (!show_queue(&values, live->column[i].property->name, &raw))
			show_value(live->column[i].form, value, &texts.field[i].value, &raw);
		cell[i] = make_cell(live, live->column[i].form, &raw, view->show);
		if (!strcmp(live->column[i].property->name, "state"))
			add_time_left(live, view, sock, &cell[i]);
		live->column[i].right |= value->kind == VALUE_INT || value->kind == VALUE_REAL;
	}
	buf_clear(&raw);
	record_clear(&texts);
	record_clear(&values);
}

struct live_cell *
live_cells(struct live *live, const struct live_view *view, const struct live_seat *seat)
{
	struct live_cell *cell =
	    pool_new(&live->pool, (live->rows * live->columns + 1) * sizeof(*cell));
	const struct property *property[COLUMNS];

	for (size_t i = 0; i < live->columns; i++)
		property[i] = live->column[i].property;
	live->grouped = false;
	for (size_t i = 0; i < live->rows; i++) {
		live->grouped |= seat[i].under > 0;
		fill_cells(live, view, &seat[i], property, cell + i * live->columns);
	}
	for (size_t i = 0; live->rows && i < live->columns; i++)
		if (!strcmp(property[i]->name, "number"))
			live->column[i].right = !live->grouped;
	return cell;
}

/* ---- widths ---- */

static bool
is_nothing(const struct live_cell *cell)
{
	return !cell->count || (cell->count == 1 && *cell->text == '0');
}

static void
measure(struct live *live, size_t at, const struct live_cell *cell, bool same)
{
	struct live_column *column = &live->column[at];
	size_t width = bytes_width(column->property->column, strlen(column->property->column));

	if (same && column->width > width)
		width = column->width;
	column->empty = true;
	column->dropped = live->usual && column->form->seldom;
	for (size_t i = 0; i < live->rows; i++) {
		const struct live_cell *one = &cell[i * live->columns + at];

		column->empty &= !one->count;
		column->dropped &= is_nothing(one);
		width = one->columns > width ? one->columns : width;
	}
	column->width = width;
}

static size_t
total(const struct live *live)
{
	size_t width = LIVE_MARKS;

	for (size_t i = 0; i < live->columns; i++)
		if (!live->column[i].dropped)
			width += live->column[i].width + LIVE_GAP;
	return width - LIVE_GAP;
}

static bool
is_local(const struct live_column *column)
{
	return !strcmp(column->form->property, "local");
}

/* Has a server's client no other address here than the server, nor any other socket? */
static bool
is_local_known(const struct live *live, const struct live_cell *cell)
{
	for (size_t k = 0; k < live->span; k++)
		for (size_t i = 1; is_local(&live->column[k]) && i < live->rows; i++)
			if (strcmp(cell[i * live->columns + k].text, cell[k].text) != 0)
				return false;
	return live->usual && live->grouped;
}

/* Empty ones first; NULL when there is one left. */
static struct live_column *
least_worth(struct live *live, bool known)
{
	struct live_column *least = NULL;
	unsigned least_is = 0;
	size_t left = 0;

	for (size_t i = 0; i < live->columns; i++) {
		struct live_column *one = &live->column[i];
		unsigned worth = known && is_local(one) ? KNOWN : one->form->worth;

		if (one->dropped)
			continue;
		left++;
		if (!least || one->empty > least->empty ||
		    (one->empty == least->empty && worth < least_is)) {
			least = one;
			least_is = worth;
		}
	}
	return left > 1 ? least : NULL;
}

void
live_fit(struct live *live, const struct live_cell *cell, bool same)
{
	struct live_column *least;
	bool known = is_local_known(live, cell);

	for (size_t i = 0; i < live->columns; i++)
		measure(live, i, cell, same);
	while (total(live) >= live->width && (least = least_worth(live, known)))
		least->dropped = true;
}

/* ---- what it means ---- */

/* FNV-1a. */
static uint64_t
add_to_hash(uint64_t hash, const void *bytes, size_t count)
{
	for (const unsigned char *at = bytes; count--; at++)
		hash = (hash ^ *at) * UINT64_C(1099511628211);
	return hash * UINT64_C(1099511628211);  /* the end of the cell */
}

uint64_t
live_hash(const struct live *live, const struct live_seat *seat, const struct live_cell *cell)
{
	const struct serving *serving = seat->serving;
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < live->columns; i++)
		if (!live->column[i].form->quiet)
			hash = add_to_hash(hash, cell[i].text, cell[i].steady);
	if (serving) {
		const uint64_t counted[] = { serving->clients, serving->total, serving->refused,
			serving->dropped, serving->received, serving->sent };

		hash = add_to_hash(hash, counted, sizeof(counted));
	}
	return hash ? hash : 1;
}

static const struct live_cell *
cell_of(const struct live *live, const struct live_cell *cell, const char *property)
{
	for (size_t i = 0; i < live->columns; i++)
		if (!live->column[i].dropped && !strcmp(live->column[i].form->property, property))
			return &cell[i];
	return NULL;
}

/* A TCP socket that was never connected is CLOSED as well, and not dead. */
enum live_sense
live_sense_of(const struct live *live, const struct sock *sock, const struct live_cell *cell)
{
	const struct live_cell *state = cell_of(live, cell, "state");

	for (size_t i = 0; state && i < sizeof(senses) / sizeof(*senses); i++)
		if (strlen(senses[i].state) == state->steady &&
		    !memcmp(senses[i].state, state->text, state->steady))
			return senses[i].sense != LIVE_DEAD || sock->here || sock->fd < 0 ?
			    senses[i].sense : LIVE_PLAIN;
	return LIVE_PLAIN;
}

/* No event tells of an age, of a wait that goes on, of a send queue that empties, nor
 * of a connection that TCP brings to its end by itself. */
int64_t
live_moves(const struct live *live, const struct sock *sock, const struct live_cell *cell,
    enum live_sense sense, int64_t now)
{
	const struct live_cell *queue = cell_of(live, cell, "sendq");
	const struct live_cell *waits = cell_of(live, cell, "waits");
	int64_t age = now - sock->made, unit;

	if ((queue && queue->count && strcmp(queue->text, "0") != 0 && sense != LIVE_LISTENING) ||
	    (waits && waits->count) || sense == LIVE_OPENING || sense == LIVE_CLOSING)
		return now + NUMBER_SECOND;
	if (!cell_of(live, cell, "age"))
		return NUMBER_NEVER;
	unit = ages[age_unit(age / NUMBER_SECOND)].seconds * NUMBER_SECOND;
	return now + (unit == NUMBER_SECOND ? unit : unit - age % unit);
}
