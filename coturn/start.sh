#!/bin/sh
# Starts coturn for Plenum: turnserver.conf, and behind it what differs from machine to machine, taken from the environment. The result
# is a file that only this user can read, so the secret is in no process list. Needs a POSIX shell, turnserver, and a folder to write to.
#
#   TURN_REALM                         the realm; any name, usually the domain (default: plenum)
#   TURN_SECRET or TURN_SECRET_FILE    the secret that Plenum makes credentials with; at least 32 characters, none of them blank
#   SFU_ADDRESSES                      where Plenum's media ports are, as seen from here: IP addresses or host names, between commas
#                                      or blanks. The only peers that are relayed to. Names are looked up again and again.
#   TURN_PORT, TURN_TLS_PORT           for UDP and TCP (default: 3478), for TLS (default: 5349)
#   TURN_LISTEN_ADDRESS                addresses to listen on, between commas or blanks (default: all)
#   TURN_CERT, TURN_KEY                PEM files, or patterns for their paths (the newest file counts). Without them there is no TLS. Where
#                                      they do not exist yet TLS begins when they do; when they are renewed they are read again.
#   TURN_RELAY_ADDRESS                 addresses of this machine from which it sends to Plenum (default: coturn's choice)
#   TURN_EXTERNAL_ADDRESS              the address by which that one is known outside, behind NAT (default: the same)
#   TURN_MIN_PORT, TURN_MAX_PORT       for relaying (default: 49152 to 65535)
#   TURN_USER_QUOTA, TURN_TOTAL_QUOTA  allocations of one peer, of all (default: as in turnserver.conf)
#   TURN_ALLOW_LOOPBACK                yes: Plenum may be on a loopback address. For trying things on one machine only.
#   TURN_LOOK_SECONDS                  how often it looks for another certificate, and for the names of SFU_ADDRESSES (default: 10)
#   TURN_CONFIG                        another file in the place of turnserver.conf
#   TURN_RUN_DIR                       where the file is written, in a folder of its own (default: /tmp)
set -eu
set -f # a star in a setting is no list of files
umask 077

here=$(dirname "$0")
look_every=${TURN_LOOK_SECONDS:-10}

say() {
  printf 'coturn/start.sh: %s\n' "$*" >&2
}

fail() {
  say "$*"
  exit 1
}

# A number that is no number would become some other line of the configuration.
number() {
  case $2 in
    '' | *[!0-9]*) fail "$1 must be a whole number." ;;
  esac
}

words() {
  printf '%s\n' "$1" | tr ', \t' '\n\n\n' | sed '/^$/d'
}

is_address() {
  case $1 in
    *[!0-9a-fA-F:.]*) return 1 ;;
    *:*) return 0 ;;
    *[!0-9.]* | *.*.*.*.*) return 1 ;;
    *.*.*.*) return 0 ;;
    *) return 1 ;;
  esac
}

addresses_of_name() {
  { getent ahosts "$1" || getent hosts "$1" || true; } 2>/dev/null | sed 's/[[:space:]].*//'
}

# All addresses of the SFU, one a line; fails when a name has none.
resolve_sfu() {
  resolved=
  for each in $(words "$SFU_ADDRESSES"); do
    if ! is_address "$each"; then
      each=$(addresses_of_name "$each")
      [ -n "$each" ] || return 1
    fi
    resolved="$resolved$each
"
  done
  printf '%s' "$resolved" | sort -u
}

wait_for_sfu() {
  tries=0
  until sfu=$(resolve_sfu) && [ -n "$sfu" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || fail "a name in SFU_ADDRESSES ($SFU_ADDRESSES) has no address."
    sleep 1
  done
  for each in $sfu; do
    case $each in
      127.* | ::1)
        [ "${TURN_ALLOW_LOOPBACK:-no}" = yes ] ||
          fail "SFU_ADDRESSES: $each is this machine only. Give the address of Plenum that other machines use."
        ;;
      0.0.0.0 | :: | ::ffff:*) fail "SFU_ADDRESSES: $each is not an address that anything can be sent to." ;;
    esac
  done
}

read_secret() {
  secret=${TURN_SECRET:-}
  if [ -z "$secret" ]; then
    [ -n "${TURN_SECRET_FILE:-}" ] || fail 'TURN_SECRET or TURN_SECRET_FILE is missing.'
    secret=$(cat "$TURN_SECRET_FILE") || fail 'TURN_SECRET_FILE cannot be read.'
  fi
  unset TURN_SECRET # or it would be in the environment of turnserver
  [ "${#secret}" -ge 32 ] || fail 'TURN_SECRET must have at least 32 characters.'
  case $secret in
    *[![:graph:]]*) fail 'TURN_SECRET must have no blank and no line break.' ;;
  esac
}

# Those that a pattern matches, newest first. Without word splitting, so that only the pattern is taken apart.
newest() (
  set +f
  IFS=
  ls -t $1 2>/dev/null
)

# Sets `pair`: changes whenever certificate or key do; empty while one of them is missing.
look_for_pair() {
  pair=
  [ -n "${TURN_CERT:-}" ] && [ -n "${TURN_KEY:-}" ] || return 0
  certificate=$(newest "$TURN_CERT" | head -n 1)
  # Where several match, the one in the same folder.
  key=$(newest "$TURN_KEY" | grep -F -- "$(dirname "$certificate")/" | head -n 1)
  [ -n "$key" ] || key=$(newest "$TURN_KEY" | head -n 1)
  if [ -s "$certificate" ] && [ -r "$certificate" ] && [ -s "$key" ] && [ -r "$key" ]; then
    pair=$(cksum "$certificate" "$key")
  fi
}

# Copies, because their paths may change with their issuer, and because the two must fit each other.
take_pair() {
  cat "$certificate" >"$dir/cert.new" && cat "$key" >"$dir/key.new" || return 1
  mv "$dir/key.new" "$dir/key.pem" && mv "$dir/cert.new" "$dir/cert.pem"
}

option() {
  printf '%s=%s\n' "$1" "$2"
}

options() {
  for each in "$@"; do
    printf '%s\n' "$each"
  done
}

family_options() {
  # A relay address of the family that reaches the SFU, whatever family the client came by.
  case $sfu in
    *.*) ;;
    *) option allocation-default-address-family ipv6 ;;
  esac
}

configuration() {
  cat "${TURN_CONFIG:-$here/turnserver.conf}"
  printf '\n# From here on by start.sh.\n'
  option realm "$realm"
  option static-auth-secret "$secret"
  for each in $sfu; do option allowed-peer-ip "$each"; done
  [ "${TURN_ALLOW_LOOPBACK:-no}" != yes ] || options allow-loopback-peers
  family_options
  option listening-port "$port"
  option min-port "$min_port"
  option max-port "$max_port"
  for each in $(words "${TURN_LISTEN_ADDRESS:-}"); do option listening-ip "$each"; done
  for each in $(words "${TURN_RELAY_ADDRESS:-}"); do option relay-ip "$each"; done
  [ -z "${TURN_EXTERNAL_ADDRESS:-}" ] || option external-ip "$TURN_EXTERNAL_ADDRESS"
  [ -z "${TURN_USER_QUOTA:-}" ] || option user-quota "$TURN_USER_QUOTA"
  [ -z "${TURN_TOTAL_QUOTA:-}" ] || option total-quota "$TURN_TOTAL_QUOTA"
  option pidfile "$dir/turnserver.pid"
  option userdb "$dir/turndb"
  if [ -z "$pair" ]; then
    options no-tls
  else
    option tls-listening-port "$tls_port"
    option cert "$dir/cert.pem"
    option pkey "$dir/key.pem"
  fi
}

check_settings() {
  [ -n "${SFU_ADDRESSES:-}" ] || fail 'SFU_ADDRESSES is missing.'
  realm=${TURN_REALM:-plenum}
  case $realm in
    *[!A-Za-z0-9._-]*) fail 'TURN_REALM may have letters, digits, dots, dashes and underscores.' ;;
  esac
  port=${TURN_PORT:-3478} tls_port=${TURN_TLS_PORT:-5349}
  min_port=${TURN_MIN_PORT:-49152} max_port=${TURN_MAX_PORT:-65535}
  number TURN_PORT "$port"
  number TURN_TLS_PORT "$tls_port"
  number TURN_MIN_PORT "$min_port"
  number TURN_MAX_PORT "$max_port"
  number TURN_USER_QUOTA "${TURN_USER_QUOTA:-0}"
  number TURN_TOTAL_QUOTA "${TURN_TOTAL_QUOTA:-0}"
  for each in $(words "${TURN_LISTEN_ADDRESS:-} ${TURN_RELAY_ADDRESS:-} ${TURN_EXTERNAL_ADDRESS:-}"); do
    is_address "$each" || fail "$each must be an IP address."
  done
}

# Nothing is in it. But several threads of coturn would make its tables at once, and the first requests fail (401) meanwhile.
prepare_database() {
  turnadmin -l -b "$dir/turndb" -r "$realm" >"$dir/turnadmin.log" 2>&1 || say 'turnadmin failed: the first requests may be refused.'
}

# Looks, beside the running server, for what it must be told. What needs another configuration ends it, to be started anew.
watch_changes() {
  nap=
  trap '[ -z "$nap" ] || kill "$nap" 2>/dev/null; exit 0' TERM
  used=$pair seen=$pair with=$sfu
  while :; do
    sleep "$look_every" &
    nap=$!
    wait "$nap"
    look_for_pair
    if [ "$pair" != "$seen" ]; then
      seen=$pair # perhaps only half of it is written: taken when it is the same at the next look
    elif [ -n "$pair" ] && [ "$pair" != "$used" ]; then
      [ -n "$used" ] || start_anew 'There is a certificate now'
      if take_pair; then
        used=$pair
        say 'The certificate was renewed.'
        kill -USR2 "$server"
      fi
    fi
    if now=$(resolve_sfu) && [ -n "$now" ] && [ "$now" != "$with" ]; then
      start_anew "The addresses of the SFU have changed"
    fi
  done
}

start_anew() {
  say "$1: starting anew."
  : >"$dir/again"
  kill "$server"
  exit 0
}

# Returns when turnserver has ended, with its exit code in `code`.
run_server() {
  rm -f "$dir/again"
  configuration >"$dir/turnserver.conf"
  turnserver -c "$dir/turnserver.conf" &
  server=$!
  watch_changes &
  watcher=$!
  code=0
  # A signal ends `wait`, not the server.
  while kill -0 "$server" 2>/dev/null; do
    code=0
    wait "$server" 2>/dev/null || code=$? # dash would say that it was terminated
  done
  kill "$watcher" 2>/dev/null || true
  wait "$watcher" 2>/dev/null || true
}

check_settings
read_secret
dir=$(mktemp -d "${TURN_RUN_DIR:-/tmp}/coturn.XXXXXX")
server=
ending=
trap 'rm -rf "$dir"' EXIT
prepare_database
trap 'ending=yes; [ -z "$server" ] || kill "$server" 2>/dev/null || true' TERM INT HUP

while :; do
  wait_for_sfu
  look_for_pair
  if [ -n "$pair" ] && ! take_pair; then pair=; fi
  if [ -z "$pair" ] && [ -n "${TURN_CERT:-}" ]; then
    say 'There is no certificate yet: TURN over TLS begins when there is one.'
  fi
  [ -z "$ending" ] || exit 0
  run_server
  if [ -n "$ending" ] || [ ! -e "$dir/again" ]; then break; fi
done
[ -z "$ending" ] || exit 0
say "turnserver has ended, with code $code."
[ "$code" -ne 0 ] || exit 1
exit "$code"
