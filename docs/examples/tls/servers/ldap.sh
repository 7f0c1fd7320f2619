# ldap: OpenLDAP's slapd with three entries, of which alice has the password `wonderland`; it
# takes no password in clear. Its certificate is in the folder CERTIFICATES.
. "$(dirname "$0")/../../protocols/servers/common.sh"
need slapd slapd
need slapadd slapd
for schema in /etc/ldap/schema /etc/openldap/schema /usr/share/openldap/schema; do
	[ ! -f $schema/core.schema ] || break
done
[ -f $schema/core.schema ] || complain "there is no core.schema of OpenLDAP"

mkdir "$folder/data"
cat >"$folder/slapd.conf" <<END
include "$schema/core.schema"
pidfile "$folder/pid"
loglevel 0
TLSCertificateFile "$CERTIFICATES/server.pem"
TLSCertificateKeyFile "$CERTIFICATES/server.key"
TLSCACertificateFile "$CERTIFICATES/ca.pem"
TLSProtocolMin 3.3
security simple_bind=128
database ldif
suffix dc=example,dc=test
directory "$folder/data"
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
END
cat >"$folder/entries" <<END
dn: dc=example,dc=test
objectClass: dcObject
objectClass: organization
o: example
dc: example

dn: cn=alice,dc=example,dc=test
objectClass: person
cn: alice
sn: Liddell
userPassword: wonderland

dn: cn=bob,dc=example,dc=test
objectClass: person
cn: bob
sn: Builder
END
[ -z "$humbly" ] || chown -R nobody "$folder"
$humbly slapadd -f "$folder/slapd.conf" -l "$folder/entries" >"$folder/log" 2>&1 || {
	cat "$folder/log" >&2
	complain 'slapadd failed'
}
# -d keeps it in the foreground.
serve slapd -d 0 -h "ldap://127.0.0.1:$port" -f "$folder/slapd.conf"
