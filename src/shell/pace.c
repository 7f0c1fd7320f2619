/* pace: how far something long is, how fast it goes, and what is left of it. */
#include "shell/pace.h"

#include "base/number.h"

/* What was fast a moment ago counts, too: the number is to be read, and who takes it may do so
 * in pieces of seconds. */
void
pace_look(struct pace *pace, int64_t now)
{
	double took = (double)(now - pace->looked) / (double)NUMBER_SECOND;
	double rate = took > 0 ? (double)(pace->done - pace->then) / took : 0;

	pace->rate = pace->rate > 0 ? pace->rate * 0.85 + rate * 0.15 : rate;
	pace->looked = now;
	pace->then = pace->done;
}

/* "512 bytes", "1.2 GiB", "640 KiB" */
static void
add_size(struct buf *out, double size)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB" };
	size_t unit = 0;

	if (size < 1024) {
		buf_format(out, "%.0f byte%s", size, size < 1.5 && size >= 0.5 ? "" : "s");
		return;
	}
	for (size /= 1024; size >= 1023.5 && unit < 4; size /= 1024)
		unit++;
	/* "4 GiB" and not "4.0 GiB". */
	buf_format(out, "%.*f %s", size < 99.95 && (int)(size * 10 + 0.5) % 10 ? 1 : 0, size,
	    units[unit]);
}

static void
add_left(struct buf *out, const struct pace *pace)
{
	double left = pace->total < 0 || (uint64_t)pace->total < pace->done ? -1 :
	    (double)((uint64_t)pace->total - pace->done);
	double seconds = pace->rate > 0 ? left / pace->rate : -1;

	/* Nobody waits for longer. */
	if (left < 0 || seconds < 0 || seconds > 1e6)
		return;
	buf_add_text(out, ", ");
	number_show_duration(out, ((int64_t)seconds + 1) * NUMBER_SECOND);
	buf_add_text(out, " left");
}

void
pace_show(struct buf *out, const struct pace *pace)
{
	add_size(out, (double)pace->done);
	if (pace->total >= 0) {
		buf_add_text(out, " of ");
		add_size(out, (double)pace->total);
	}
	buf_add_text(out, ", ");
	add_size(out, pace->rate);
	buf_add_text(out, "/s");
	add_left(out, pace);
}
