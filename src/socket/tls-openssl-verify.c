/* tls-openssl-verify: is a chain of certificates to be trusted; and if not, why. */
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "base/mem.h"
#include "socket/tls-openssl-cert.h"
#include "socket/tls-openssl.h"

enum { LEVEL = 2 }; /* as in SSL_CTX_set_security_level(3) */

void
verdict_clear(struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->count; i++)
		X509_free(verdict->fault[i].cert);
	sk_X509_pop_free(verdict->chain, X509_free);
	free(verdict->wanted);
	*verdict = (struct verdict){ 0 };
}

static bool
is_about_issuer(int code)
{
	return code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
	    code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
	    code == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
}

/* Somebody of its issuer's name is trusted, and still does not fit. */
static bool
has_other_key(X509_STORE_CTX *context, X509 *cert)
{
	STACK_OF(X509) *same;
	bool found;

	if (!cert || X509_check_issued(cert, cert) == X509_V_OK)
		return false;
	same = X509_STORE_CTX_get1_certs(context, X509_get_issuer_name(cert));
	found = sk_X509_num(same) > 0;
	sk_X509_pop_free(same, X509_free);
	return found;
}

static void
add_fault(struct verdict *verdict, X509_STORE_CTX *context, int code, int depth, X509 *cert)
{
	struct verdict_fault *fault = &verdict->fault[verdict->count];

	for (size_t i = 0; i < verdict->count; i++)
		if (verdict->fault[i].code == code && verdict->fault[i].depth == depth)
			return;
	if (verdict->count == VERDICT_FAULTS)
		return;
	if (cert)
		X509_up_ref(cert);
	*fault = (struct verdict_fault){ code, depth, cert,
		is_about_issuer(code) && has_other_key(context, cert) };
	verdict->count++;
}

/* Goes on, so that all that is the matter is seen; what was seen is not forgotten. */
static int
collect(int good, X509_STORE_CTX *context)
{
	if (!good)
		add_fault(X509_STORE_CTX_get_app_data(context), context,
		    X509_STORE_CTX_get_error(context), X509_STORE_CTX_get_error_depth(context),
		    X509_STORE_CTX_get_current_cert(context));
	return 1;
}

/* A key usage alone makes no CA (RFC 5280, 4.2.1.9); OpenSSL lets that pass, as old ones had
 * no more.  Who is trusted is left alone. */
static void
check_authorities(struct verdict *verdict, X509_STORE_CTX *context)
{
	for (int i = 1; i < X509_STORE_CTX_get_num_untrusted(context) &&
	    i < sk_X509_num(verdict->chain); i++)
		if (X509_check_ca(sk_X509_value(verdict->chain, i)) != 1)
			add_fault(verdict, context, X509_V_ERR_INVALID_CA, i,
			    sk_X509_value(verdict->chain, i));
}

static void
be_strict(struct verdict *verdict, X509_STORE_CTX *context)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(context);
	const char *host = X509_VERIFY_PARAM_get0_host(param, 0);
	char *address = X509_VERIFY_PARAM_get1_ip_asc(param);

	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (X509_VERIFY_PARAM_get_auth_level(param) < LEVEL)
		X509_VERIFY_PARAM_set_auth_level(param, LEVEL);
	if (host || address)
		verdict->wanted = mem_copy(host ? host : address);
	OPENSSL_free(address);
}

/* What OpenSSL itself complains of on the way is in the verdict, or no matter. */
int
verdict_look(struct verdict *verdict, X509_STORE_CTX *context)
{
	int good, code;

	ERR_set_mark();
	verdict_clear(verdict);
	be_strict(verdict, context);
	X509_STORE_CTX_set_app_data(context, verdict);
	X509_STORE_CTX_set_verify_cb(context, collect);
	good = X509_verify_cert(context) == 1;
	code = X509_STORE_CTX_get_error(context);
	verdict->chain = X509_STORE_CTX_get1_chain(context);
	check_authorities(verdict, context);
	/* Whatever else it was. */
	if (!good && !verdict->count)
		add_fault(verdict, context, code ? code : X509_V_ERR_UNSPECIFIED, 0,
		    X509_STORE_CTX_get0_cert(context));
	X509_STORE_CTX_set_error(context, verdict->count ? verdict->fault[0].code : X509_V_OK);
	ERR_pop_to_mark();
	return good && !verdict->count;
}

int
tls_openssl_verify(X509_STORE_CTX *context, void *unused)
{
	const SSL *ssl = X509_STORE_CTX_get_ex_data(context,
	    SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls *tls = tls_of_ssl(ssl);

	(void)unused;
	/* Who knows the key is asked for no certificate, so one without it has no name to show. */
	if (!SSL_is_server(ssl) && !tls->name && !tls->insecure)
		return 0;
	return verdict_look(&tls->verdict, context) || tls->insecure;
}
