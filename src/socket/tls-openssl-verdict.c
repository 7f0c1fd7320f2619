/* tls-openssl-verdict: why a certificate is not trusted, in plain words. */
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "socket/tls-openssl-cert.h"

/* What is the matter, the worst first: of several, that is told as the reason.  In a text
 * {WORD} is replaced, by `words` below. */
static const struct fault_row {
	int         code;
	const char *reason;
	const char *text;
} rows[] = {
	{ X509_V_ERR_CERT_SIGNATURE_FAILURE, "bad_signature", "the signature of {it} is wrong: it "
	  "was changed after '{issuer}' signed it, or somebody else did" },
	{ X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, "bad_signature", "the signature of {it} is "
	  "none that the key of '{issuer}' could have made" },
	{ X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, "bad_key", "the key of '{issuer}', which "
	  "issued {it}, cannot be read" },
	{ X509_V_ERR_CERT_REVOKED, "revoked", "{it} was revoked by '{issuer}'" },
	{ X509_V_ERR_KEYUSAGE_NO_CERTSIGN, "no_cert_sign", "{it} may not sign others: its usage "
	  "does not hold keyCertSign" },
	{ X509_V_ERR_INVALID_CA, "not_a_ca", "{it} may not issue others: it is not that of a CA "
	  "(basicConstraints)" },
	{ X509_V_ERR_PATH_LENGTH_EXCEEDED, "path_too_long", "{it} allows for fewer CAs between it "
	  "and the end than there are" },
	{ X509_V_ERR_CERT_CHAIN_TOO_LONG, "chain_too_long", "the chain has more certificates than "
	  "anybody needs" },
	{ X509_V_ERR_PERMITTED_VIOLATION, "not_permitted", "{it} is for {names}, which '{limiter}' "
	  "may not issue certificates for (nameConstraints)" },
	{ X509_V_ERR_EXCLUDED_VIOLATION, "not_permitted", "{it} is for {names}, which '{limiter}' "
	  "may not issue certificates for (nameConstraints)" },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "self_signed", "{it} is self-signed, and not "
	  "among those that are trusted" },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "unknown_root", "the chain ends at '{subject}', "
	  "which is not among those that are trusted" },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "unknown_issuer", "{it} was issued by "
	  "'{issuer}', which is not known here, and whose certificate did not come along" },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "unknown_issuer", "{it} was issued by '{issuer}', "
	  "which is not known here, and whose certificate did not come along" },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, "unknown_issuer", "{it} was issued by "
	  "'{issuer}', which is not known here, and whose certificate did not come along" },
	{ X509_V_ERR_CERT_NOT_YET_VALID, "not_yet_valid", "{it} is valid from {not_before} on, "
	  "in {until}: not yet, if the clock here is right" },
	{ X509_V_ERR_CERT_HAS_EXPIRED, "expired", "{it} expired {ago} ago, at {not_after}" },
	{ X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD, "bad_time", "{it} tells no time from which "
	  "it is valid" },
	{ X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD, "bad_time", "{it} tells no time until which "
	  "it is valid" },
	{ X509_V_ERR_INVALID_PURPOSE, "wrong_purpose", "{it} is not for this use: it is for "
	  "{purposes}" },
	{ X509_V_ERR_HOSTNAME_MISMATCH, "wrong_name", "{it} is not for '{wanted}': it is for "
	  "{names}" },
	{ X509_V_ERR_IP_ADDRESS_MISMATCH, "wrong_address", "{it} is not for the address {wanted}: "
	  "it is for {names}" },
	{ X509_V_ERR_EE_KEY_TOO_SMALL, "weak_key", "the key of {it} is too weak: {key}" },
	{ X509_V_ERR_CA_KEY_TOO_SMALL, "weak_key", "the key of {it} is too weak: {key}" },
	{ X509_V_ERR_CA_MD_TOO_WEAK, "weak_signature", "{it} is signed with {signature}, which "
	  "can be forged" },
	{ X509_V_ERR_UNABLE_TO_GET_CRL, "no_crl", "whether {it} was revoked is not known: there is "
	  "no list (CRL) of '{issuer}'" },
	{ X509_V_ERR_CRL_HAS_EXPIRED, "old_crl", "whether {it} was revoked is not known: the list "
	  "(CRL) of '{issuer}' is out of date" },
	{ X509_V_ERR_CRL_SIGNATURE_FAILURE, "bad_crl", "whether {it} was revoked is not known: the "
	  "signature of the list (CRL) of '{issuer}' is wrong" },
	{ X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, "unknown_extension", "{it} has an extension "
	  "that must not be passed over (critical), and that nobody here knows" },
	{ X509_V_ERR_INVALID_EXTENSION, "bad_extension", "{it} has extensions that contradict each "
	  "other, or cannot be read" },
};
static const struct fault_row other_row = { 0, "certificate", "{it} is not trusted: {openssl}" };

/* Why the issuer is not found. */
static const struct fault_row other_key_row = { 0, "other_key", "{it} was issued by another "
	"'{issuer}' than the one that is trusted here, which has another key" };
static const struct fault_row intermediate_row = { 0, "missing_intermediate", "{it} was issued by "
	"'{issuer}', whose certificate did not come along, and is neither known here: an "
	"intermediate one, which the peer has to send" };

static bool
is_issuer_row(const struct fault_row *row)
{
	return strcmp(row->reason, "unknown_issuer") == 0;
}

/* Whoever issued it is no root: it tells who issued that one, or where that is to be had. */
static bool
has_intermediate_issuer(X509 *cert)
{
	const GENERAL_NAMES *above = X509_get0_authority_issuer(cert);
	AUTHORITY_INFO_ACCESS *access = X509_get_ext_d2i(cert, NID_info_access, NULL, NULL);
	bool has = false;

	for (int i = 0; i < sk_GENERAL_NAME_num(above); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(above, i);

		has = has || (name->type == GEN_DIRNAME && X509_NAME_cmp(name->d.directoryName,
		    X509_get_issuer_name(cert)) != 0);
	}
	for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(access); i++)
		has = has || OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(access, i)->method) ==
		    NID_ad_ca_issuers;
	AUTHORITY_INFO_ACCESS_free(access);
	return has;
}

static const struct fault_row *
row_of(const struct verdict_fault *fault)
{
	const struct fault_row *row = &other_row;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].code == fault->code)
			row = &rows[i];
	if (!is_issuer_row(row) || !fault->cert)
		return row;
	if (fault->other_key)
		return &other_key_row;
	return has_intermediate_issuer(fault->cert) ? &intermediate_row : row;
}

/* How bad it is: the least is the worst. */
static size_t
rank_of(const struct verdict_fault *fault)
{
	size_t i = 0;

	while (i < sizeof(rows) / sizeof(*rows) && rows[i].code != fault->code)
		i++;
	return i;
}

/* ---- words of a sentence ---- */

/* The bytes of others go into messages as they are, but for NULs and their number. */
static void
add_bounded(struct buf *to, const struct buf *bytes)
{
	struct bytes_quoted quoted;

	buf_add_text(to, bytes_quote(&quoted, buf_text(bytes), bytes->count));
}

static void
add_name(struct buf *to, const X509_NAME *name)
{
	struct buf shown = { 0 };

	cert_show_name(name, &shown);
	add_bounded(to, &shown);
	buf_clear(&shown);
}

static void
word_it(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	(void)verdict;
	buf_add_text(to, fault->depth ? "the CA certificate of '" : "the certificate of '");
	add_name(to, X509_get_subject_name(fault->cert));
	buf_add_byte(to, '\'');
}

static void
word_subject(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	(void)verdict;
	add_name(to, X509_get_subject_name(fault->cert));
}

static void
word_issuer(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	(void)verdict;
	add_name(to, X509_get_issuer_name(fault->cert));
}

/* Who in the chain limits the names of those below. */
static void
word_limiter(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	for (int i = fault->depth + 1; i < sk_X509_num(verdict->chain); i++) {
		X509 *above = sk_X509_value(verdict->chain, i);

		if (X509_get_ext_by_NID(above, NID_name_constraints, -1) < 0)
			continue;
		add_name(to, X509_get_subject_name(above));
		return;
	}
	buf_add_text(to, "a CA");
}

static void
word_wanted(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	struct bytes_quoted quoted;
	const char *wanted = verdict->wanted ? verdict->wanted : "";

	(void)fault;
	buf_add_text(to, bytes_quote(&quoted, wanted, strlen(wanted)));
}

/* "a, b, c and 5 more". */
static void
add_list(struct buf *to, const struct record *list, const char *none)
{
	size_t shown = 0, room = to->count + 2 * BYTES_QUOTED;

	for (; shown < list->count && to->count < room; shown++) {
		struct buf one = { 0 };

		value_show(&list->field[shown].value, &one);
		buf_add_text(to, shown ? ", " : "");
		add_bounded(to, &one);
		buf_clear(&one);
	}
	if (shown < list->count)
		buf_format(to, " and %zu more", list->count - shown);
	if (!list->count)
		buf_add_text(to, none);
}

static void
word_names(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	static const struct record nothing;
	struct record told = { 0 };
	const struct value *names;

	(void)verdict;
	cert_describe(fault->cert, &told);
	names = record_get(&told, "names");
	add_list(to, names ? names->record : &nothing,
	    "no name at all (only subjectAltName counts)");
	record_clear(&told);
}

static void
word_purposes(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	struct record purposes = { 0 };

	(void)verdict;
	cert_put_purposes(fault->cert, &purposes);
	add_list(to, &purposes, "another one");
	record_clear(&purposes);
}

static void
word_not_before(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	(void)verdict;
	cert_show_time(X509_get0_notBefore(fault->cert), to);
}

static void
word_not_after(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	(void)verdict;
	cert_show_time(X509_get0_notAfter(fault->cert), to);
}

/* The largest unit that there is one of. */
static void
add_span(struct buf *to, const ASN1_TIME *from, const ASN1_TIME *until)
{
	static const struct { int seconds; const char *name; } units[] = {
		{ 3600, "hour" }, { 60, "minute" }, { 1, "second" },
	};
	int days = 0, seconds = 0, count;
	const char *name = "day";
	size_t i = 0;

	ASN1_TIME_diff(&days, &seconds, from, until);
	count = days;
	for (; !count && i < sizeof(units) / sizeof(*units); i++) {
		count = seconds / units[i].seconds;
		name = units[i].name;
	}
	buf_format(to, "%d %s%s", count, name, count == 1 ? "" : "s");
}

static void
word_ago(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	(void)verdict;
	add_span(to, X509_get0_notAfter(fault->cert), NULL);
}

static void
word_until(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	(void)verdict;
	add_span(to, NULL, X509_get0_notBefore(fault->cert));
}

static void
word_key(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	(void)verdict;
	cert_show_key(fault->cert, to);
}

static void
word_signature(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	(void)verdict;
	cert_show_signature(fault->cert, to);
}

static void
word_openssl(struct buf *to, const struct verdict *verdict, const struct verdict_fault *fault)
{
	(void)verdict;
	buf_add_text(to, X509_verify_cert_error_string(fault->code));
}

static const struct {
	const char *name;
	void (*add)(struct buf *, const struct verdict *, const struct verdict_fault *);
} words[] = {
	{ "it", word_it }, { "subject", word_subject }, { "issuer", word_issuer },
	{ "limiter", word_limiter }, { "wanted", word_wanted }, { "names", word_names },
	{ "purposes", word_purposes }, { "not_before", word_not_before },
	{ "not_after", word_not_after }, { "ago", word_ago }, { "until", word_until },
	{ "key", word_key }, { "signature", word_signature }, { "openssl", word_openssl },
};

static void
add_word(struct buf *to, const char *name, size_t count, const struct verdict *verdict,
    const struct verdict_fault *fault)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i].name) == count && memcmp(words[i].name, name, count) == 0)
			words[i].add(to, verdict, fault);
}

static void
add_sentence(struct buf *to, const char *text, const struct verdict *verdict,
    const struct verdict_fault *fault)
{
	while (*text) {
		size_t plain = strcspn(text, "{"), word;

		buf_add(to, text, plain);
		text += plain;
		if (!*text)
			break;
		word = strcspn(++text, "}");
		add_word(to, text, word, verdict, fault);
		text += word + (text[word] != '\0');
	}
}

/* ---- all of it ---- */

static const struct verdict_fault *
worst(const struct verdict *verdict)
{
	const struct verdict_fault *worst = &verdict->fault[0];

	for (size_t i = 1; i < verdict->count; i++)
		if (rank_of(&verdict->fault[i]) < rank_of(worst))
			worst = &verdict->fault[i];
	return worst;
}

static bool
has_text(const struct record *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->field[i].value.bytes.data, text) == 0)
			return true;
	return false;
}

static void
put_reasons(const struct verdict *verdict, const char *first, struct record *told)
{
	struct record reasons = { 0 };

	record_text(&reasons, NULL, first);
	for (size_t i = 0; i < verdict->count; i++) {
		const char *reason = row_of(&verdict->fault[i])->reason;

		if (!has_text(&reasons, reason))
			record_text(&reasons, NULL, reason);
	}
	if (reasons.count > 1) {
		struct record *list = record_list(told, "reasons");

		for (size_t i = 0; i < reasons.count; i++)
			record_text(list, NULL, reasons.field[i].value.bytes.data);
	}
	record_clear(&reasons);
}

void
verdict_tell(const struct verdict *verdict, struct error *error, struct record *told)
{
	const struct verdict_fault *fault;
	const struct fault_row *row;
	struct buf text = { 0 };

	if (!verdict->count)
		return;
	fault = worst(verdict);
	row = row_of(fault);
	if (fault->cert)
		add_sentence(&text, row->text, verdict, fault);
	else
		buf_add_text(&text, X509_verify_cert_error_string(fault->code));
	error_set(error, ERROR_TLS, "%s", buf_text(&text));
	buf_clear(&text);
	record_text(told, "reason", row->reason);
	put_reasons(verdict, row->reason, told);
	if (verdict->wanted)
		record_bytes(told, "wanted", verdict->wanted, strlen(verdict->wanted));
	record_int(told, "depth", fault->depth);
	if (fault->cert)
		cert_describe(fault->cert, record_record(told, "certificate"));
}
