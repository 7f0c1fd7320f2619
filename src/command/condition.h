/* condition: LEFT OP WORD, as `expect` and `if` take it. */
#ifndef SOSH_COMMAND_CONDITION_H
#define SOSH_COMMAND_CONDITION_H
#include "command/call.h"
#include "lang/type.h"
#include "socket/property.h"

typedef struct text arg_left;     /* text, or a property where it was typed as one */
typedef int         arg_operator;
typedef struct text arg_right;
/* A command that uses these begins its struct with the left side and the operator. */
extern const struct type type_left, type_operator, type_right;

enum truth { IS_TRUE, IS_FALSE, IS_WRONG };
/* Is it so?  IS_FALSE leaves what LEFT was in `actual`; IS_WRONG a usage error.  A
 * regular expression that matched is the run's ${match...} from then on. */
enum truth condition(struct call *, const struct text *left, int operator,
    const struct text *word, struct buf *actual, struct error *);
/* The same of two texts, with any operator but that of a regular expression. */
enum truth condition_compare(const struct buf *left, int operator, const struct text *word,
    struct error *);
/* Reads an operator: "==", "contains".  Is it that of a regular expression, the one that
 * denies, one of == and !=, one that asks which is more? */
bool condition_operator(const char *text, size_t count, int *operator);
bool condition_is_match(int operator);
bool condition_is_denied(int operator);
bool condition_is_equal(int operator);
bool condition_is_order(int operator);
/* "true" for "yes", "on" and "1", and "false" so; NULL for any other word; static. */
const char *condition_truth(const char *text, size_t count);
/* What a value of the property is compared with: a switch's words, as the value has them. */
struct text condition_word(const struct property *, const struct value *, int operator,
    const struct text *word);
/* "LISTEN" for "listen"; NULL if no socket is ever in such a state; static. */
const char *condition_state(const char *text, size_t count);
/* Adds all of them, each with a blank before it. */
void condition_states(struct buf *);
/* Offers the operators, and what a property may be, as far as that can be told. */
void condition_offer_operators(struct offer);
void condition_offer_values(const struct property *, struct offer);
/* The socket that LEFT is a property of, or NULL. */
struct sock *condition_sock(struct call *, const struct text *left);
/* Was LEFT, which is a text, perhaps to be a property?  There is such a socket, but no such
 * property. */
bool condition_is_no_property(struct call *, const struct text *left);
/* What is said where it is not so: "is not", "does not match". */
const char *condition_failed(int operator);
/* The operator as it is written: "!=", "contains"; static. */
const char *condition_operator_name(int operator);
#endif
