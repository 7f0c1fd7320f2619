/* offer-option: the values of a socket option as what may come next. */
#ifndef SOSH_COMMAND_OFFER_OPTION_H
#define SOSH_COMMAND_OFFER_OPTION_H
#include "lang/type.h"

/* The command's struct begins as struct option_args. */
void offer_option_values(const struct reading *, const char *typed, struct offer);
#endif
