# SOSH_FLAGS(TO, VARIABLE, FLAGS): adds to TO each of FLAGS that compiler and
# linker take without a word.  VARIABLE, CFLAGS or LDFLAGS, is where they go.
AC_DEFUN([SOSH_FLAGS], [
sosh_saved_cflags=$CFLAGS
sosh_saved_ldflags=$LDFLAGS
for sosh_flag in $3; do
	sosh_name=sosh_cv_flag_`AS_ECHO(["$sosh_flag"]) | sed 's/[[^a-zA-Z0-9]]/_/g'`
	AS_VAR_PUSHDEF([known], [$sosh_name])
	AC_CACHE_CHECK([whether $CC takes $sosh_flag], [known], [
		CFLAGS="$sosh_saved_cflags $HARDENING_CFLAGS -Werror"
		LDFLAGS="$sosh_saved_ldflags $HARDENING_LDFLAGS"
		$2="$$2 $sosh_flag"
		SOSH_TRY_FLAG([AS_VAR_SET([known], [yes])], [AS_VAR_SET([known], [no])])])
	AS_VAR_IF([known], [yes], [$1="$$1 $sosh_flag"])
	AS_VAR_POPDEF([known])
done
CFLAGS=$sosh_saved_cflags
LDFLAGS=$sosh_saved_ldflags
])

# A program with something for each flag to chew on: a header of the C library,
# which has a word to say about _FORTIFY_SOURCE, and an array on the stack.
AC_DEFUN([SOSH_TRY_FLAG], [
AC_LINK_IFELSE([AC_LANG_SOURCE([[
#include <stdio.h>
int main(int argc, char **argv)
{
	char text[64];
	return snprintf(text, sizeof(text), "%s", argv[argc - 1]) < 0;
}]])], [$1], [$2])])
