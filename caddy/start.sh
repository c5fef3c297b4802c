#!/bin/sh
# Starts Caddy with the files beside this one, by the environment: DOMAIN (empty: http://localhost only), TURN_DOMAIN,
# CERTIFICATES (acme, or internal: by an authority of its own, for names that are not public), ACME_EMAIL, PLENUM, HAPROXY.
set -eu
cd "$(dirname "$0")"

if caddy list-modules | grep -qx caddy.listeners.proxy_protocol; then
  export FRONT=proxied.caddy HTTP_PORT=9080 HTTPS_PORT=9443
else
  export FRONT=plain.caddy HTTP_PORT=8080 HTTPS_PORT=8443
fi

case ${CERTIFICATES:-acme} in
  acme) export ISSUER= ;;
  internal) export ISSUER='tls internal' ;;
  *)
    echo 'CERTIFICATES must be acme or internal.' >&2
    exit 1
    ;;
esac

export SITES=local.caddy EMAIL=
[ -z "$DOMAIN" ] || SITES=domain.caddy
[ -z "${ACME_EMAIL:-}" ] || EMAIL="email $ACME_EMAIL"

[ "${1:-run}" != check ] || exec caddy validate --config Caddyfile
exec caddy run --config Caddyfile
