#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes test keys and certificate chains for emulated SPDM devices:
#
#   pki.sh OUTDIR NAME...
#
#   OUTDIR/trust/root.pem      the anchor to trust
#   OUTDIR/NAME.key.pem        key and chain (root, intermediate, leaf) of
#   OUTDIR/NAME.chain.pem      each device
#   OUTDIR/untrusted.*.pem     the same of a device with another root
#   OUTDIR/expired.*.pem       the same of a device whose leaf has expired
#   OUTDIR/other-root.pem      the root of untrusted
#
# All keys are P-384. Leaves have the device information of DSP0274 as
# subjectAltName (1.3.6.1.4.1.412.274.1) and the extended key usage
# "responder authentication" (1.3.6.1.4.1.412.274.3).

set -eu

if [ $# -lt 2 ]; then
	echo "usage: pki.sh OUTDIR NAME..." >&2
	exit 2
fi
for name in "${@:2}"; do
	case $name in
	*[!a-z0-9-]*|-*|'') echo "pki.sh: bad name '$name'" >&2; exit 2 ;;
	untrusted|expired) echo "pki.sh: '$name' is made anyway" >&2; exit 2 ;;
	esac
done

out=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out/trust"

cat > "$work/conf" <<'EOF'
[req]
distinguished_name = empty
prompt = no
[empty]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[intermediate]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = 1.3.6.1.4.1.412.274.3
subjectAltName = otherName:1.3.6.1.4.1.412.274.1;UTF8:${ENV::DEVICE_INFO}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ca]
default_ca = past
[past]
database = ${ENV::WORK}/index
rand_serial = yes
new_certs_dir = ${ENV::WORK}
default_md = sha384
policy = anything
[anything]
organizationName = optional
commonName = supplied
EOF
export WORK=$work DEVICE_INFO=unused
: > "$work/index"

# openssl talks even when all is well; tell what it said when it is not.
quietly()
{
	"$@" 2>"$work/log" || { cat "$work/log" >&2; return 1; }
}

new_key()
{
	quietly openssl genpkey -algorithm EC \
		-pkeyopt ec_paramgen_curve:P-384 -out "$1"
}

# sign NAME ISSUER SECTION: NAME.cert from NAME.csr
sign()
{
	quietly openssl x509 -req -sha384 -days 10950 -in "$work/$1.csr" \
		-CA "$work/$2.cert" -CAkey "$work/$2.key" \
		-set_serial "0x01$(openssl rand -hex 15)" \
		-extfile "$work/conf" -extensions "$3" \
		-out "$work/$1.cert"
}

# request NAME SUBJECT: NAME.key and NAME.csr
request()
{
	new_key "$work/$1.key"
	openssl req -new -sha384 -config "$work/conf" -key "$work/$1.key" \
		-subj "/O=MCTP over I3C test/CN=$2" -out "$work/$1.csr"
}

# hierarchy NAME: NAME-root and NAME-intermediate
hierarchy()
{
	new_key "$work/$1-root.key"
	openssl req -new -x509 -sha384 -days 10950 -config "$work/conf" \
		-extensions root -key "$work/$1-root.key" \
		-subj "/O=MCTP over I3C test/CN=$1 root" \
		-out "$work/$1-root.cert"
	request "$1-intermediate" "$1 intermediate"
	sign "$1-intermediate" "$1-root" intermediate
}

# publish NAME HIERARCHY: key and chain to the output
publish()
{
	cp "$work/$1.key" "$out/$1.key.pem"
	cat "$work/$2-root.cert" "$work/$2-intermediate.cert" \
		"$work/$1.cert" > "$out/$1.chain.pem"
}

# device NAME HIERARCHY
device()
{
	export DEVICE_INFO="ACME:$1:0001"
	request "$1" "$1"
	sign "$1" "$2-intermediate" leaf
	publish "$1" "$2"
}

expired_device()
{
	export DEVICE_INFO="ACME:expired:0001"
	request expired expired
	quietly openssl ca -batch -notext -config "$work/conf" -extensions leaf \
		-cert "$work/trusted-intermediate.cert" \
		-keyfile "$work/trusted-intermediate.key" \
		-startdate 20200101000000Z -enddate 20210101000000Z \
		-in "$work/expired.csr" -out "$work/expired.cert"
	publish expired trusted
}

hierarchy trusted
hierarchy other
cp "$work/trusted-root.cert" "$out/trust/root.pem"
cp "$work/other-root.cert" "$out/other-root.pem"
for name; do
	device "$name" trusted
done
device untrusted other
expired_device
