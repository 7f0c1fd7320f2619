/* doctor-library: what is in the module "teach", loaded at the first failure that is shown. */
#ifndef SOSH_TEACH_DOCTOR_LIBRARY_H
#define SOSH_TEACH_DOCTOR_LIBRARY_H
#include "teach/doctor.h"

struct doctor_library {
	/* As doctor_see().  `deadline` 0: no evidence is looked for.  True: it was. */
	bool (*see)(const struct scene *, int64_t deadline, struct record *failure);
	void (*page)(struct buf *);
	size_t (*check)(struct buf *complaints);
};
extern const struct doctor_library doctor_rows;

/* Inside of it.  All tables; ends with NULL. */
extern const struct hint *const doctor_tables[];
/* Where one is among them. */
struct doctor_rows {
	const struct hint *const *table;
	const struct hint        *next;
};
/* The names that a sentence may use without any evidence; ends with NULL. */
extern const char *const doctor_seen[];
/* As `see`, with these tables. */
bool doctor_rows_see(const struct hint *const *tables, const struct scene *, int64_t deadline,
    struct record *failure);
/* doctor-page.c */
void doctor_rows_page(struct buf *);
size_t doctor_rows_check(struct buf *complaints);
#endif
