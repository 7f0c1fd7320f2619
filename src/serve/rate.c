/* rate: so many bytes a second, counted by the time until which they are paid. */
#include "serve/rate.h"

#include "base/number.h"

/* Nanoseconds. */
static const int64_t saved = NUMBER_SECOND / 4, worth = NUMBER_SECOND / 10;

static int64_t
time_of(uint64_t rate, size_t count)
{
	return (int64_t)((double)count * (double)NUMBER_SECOND / (double)rate) + 1;
}

/* At a few bytes a second one of them takes longer. */
static int64_t
at_least(int64_t time, uint64_t rate)
{
	int64_t one = time_of(rate, 1);

	return one > time ? one : time;
}

size_t
rate_allows(const struct rate *used, uint64_t rate, int64_t now, size_t most)
{
	int64_t ahead = used->paid > now ? used->paid - now : 0;
	double may;

	if (!rate)
		return most;
	may = (double)(at_least(saved, rate) - ahead) * (double)rate / (double)NUMBER_SECOND;
	return may < 1 ? 0 : may < (double)most ? (size_t)may : most;
}

void
rate_use(struct rate *used, uint64_t rate, int64_t now, size_t count)
{
	if (rate)
		used->paid = (used->paid > now ? used->paid : now) + time_of(rate, count);
}

int64_t
rate_due(const struct rate *used, uint64_t rate)
{
	return rate ? used->paid - at_least(saved, rate) + at_least(worth, rate) : 0;
}
