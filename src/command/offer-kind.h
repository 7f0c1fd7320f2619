/* offer-kind: kinds of sockets, and the three words of socket(2), as what may come
 * next. */
#ifndef SOSH_COMMAND_OFFER_KIND_H
#define SOSH_COMMAND_OFFER_KIND_H
#include "lang/type.h"

void offer_kinds(const struct reading *, const char *typed, struct offer);
/* Offers address families, as they are typed: inet, AF_INET. */
void offer_kind_families(const char *typed, struct offer);
/* What words may follow those there are: of a kind none, of a family two. */
bool usage_kind(const struct reading *, struct buf *);
#endif
