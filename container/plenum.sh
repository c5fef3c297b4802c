#!/bin/sh
# The commands of the image. `start`, `token`, `doctor`, `secrets`, `healthy`; each sees the same settings, whether the container was
# started with it or it comes by `docker compose exec plenum plenum token --room standup`.
#
# In docker-compose.yml DOMAIN is always there, and empty where none is set: what follows from it is derived here, because not every
# version of Compose can. Outside of it (`docker run`) DOMAIN is unset, and the settings are taken as they are.
set -eu

default() {
  eval "current=\${$1:-}"
  [ -n "$current" ] || export "$1=$2"
}

turn_urls() {
  printf 'turn:%s:3478,turn:%s:3478?transport=tcp%s' "$1" "$1" "${2:+,turns:$2:443?transport=tcp}"
}

if [ -n "${MEDIA_PORTS:-}" ]; then
  export "MEDIA_PORT=${MEDIA_PORTS%-*}"
  export "WORKERS=$((${MEDIA_PORTS#*-} - MEDIA_PORT + 1))"
fi

if [ -n "${DOMAIN:-}" ]; then
  default PUBLIC_URL "https://$DOMAIN"
  default ANNOUNCED_ADDRESS "$DOMAIN"
  default TURN_URLS "$(turn_urls "$DOMAIN" "$TURN_DOMAIN")"
elif [ -n "${DOMAIN+set}" ]; then
  # For this machine only: HAProxy lets in nobody else.
  default ACCESS open
  default PUBLIC_URL http://localhost
  default ANNOUNCED_ADDRESS 127.0.0.1
  default TURN_URLS "$(turn_urls 127.0.0.1)"
fi

command=${1:-start}
[ $# -eq 0 ] || shift
case $command in
  start) exec node server/main.ts ;;
  token | doctor) exec node "scripts/$command.ts" "$@" ;;
  secrets) exec node scripts/make-secrets.ts "$@" ;;
  healthy)
    exec node -e "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/readyz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
    ;;
  *)
    echo "plenum: no command \"$command\"; there are start, token, doctor, secrets, healthy." >&2
    exit 2
    ;;
esac
