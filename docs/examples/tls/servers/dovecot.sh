# dovecot: what imap.sh and pop3.sh share: Dovecot with one `protocol`, where alice has the
# password `wonderland` and two mails; nobody tells a password in clear. Its certificate is
# in the folder CERTIFICATES.
. "$(dirname "$0")/../../protocols/servers/common.sh"
need dovecot "dovecot-${protocol}d"
case $(dovecot --version) in
2.3.*) ;;
*) complain "this is Dovecot $(dovecot --version), and the settings here are those of 2.3" ;;
esac

# The name of a UNIX socket has 107 bytes at most, and some of Dovecot's are long.
run=$folder/run
if [ ${#run} -gt 75 ]; then
	beside=$(mktemp -d /tmp/sosh.XXXXXX)
	[ -z "$humbly" ] || chown nobody "$beside"
	run=$beside
fi

user=$($humbly id -un) group=$($humbly id -gn)
mkdir -p "$folder/mail/new" "$folder/mail/cur" "$folder/mail/tmp"
for number in 1 2; do
	cat >"$folder/mail/new/$number" <<END
From: bob@example.test
To: alice@example.test
Subject: number $number

Nobody can read number $number on the way.
END
done
echo 'alice:{PLAIN}wonderland' >"$folder/users"
cat >"$folder/dovecot.conf" <<END
base_dir = $run
state_dir = $run
log_path = /dev/stderr
protocols = $protocol
listen = 127.0.0.1
# One user does it all, in no room of its own: that takes no rights.
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
ssl = required
ssl_cert = <$CERTIFICATES/server.pem
ssl_key = <$CERTIFICATES/server.key
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:$folder/mail
passdb {
	driver = passwd-file
	args = $folder/users
}
userdb {
	driver = static
	args = uid=$($humbly id -u) gid=$($humbly id -g) home=$folder/mail
}
service $protocol-login {
	chroot =
	inet_listener $protocol {
		port = $port
	}
	inet_listener ${protocol}s {
		port = 0
	}
}
service anvil {
	chroot =
	# A wrong password makes nobody wait here.
	unix_listener anvil-auth-penalty {
		mode = 0
	}
}
service stats {
	chroot =
}
END
serve dovecot -F -c "$folder/dovecot.conf"
