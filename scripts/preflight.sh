#!/bin/sh
# What must hold before anything here runs on Node: dependencies installed, a Node that starts, one that is new enough.
# Silent when all is well. Otherwise it repairs what it can (libatomic1, as root on Debian and Ubuntu) or says in one
# sentence what to do. npm puts node_modules/.bin first in PATH, so `node` is the project's own where that is installed.
set -u
cd "$(dirname "$0")/.." || exit 1

stop() {
  echo "plenum: $*" >&2
  exit 1
}

# npm writes this file last.
[ -f node_modules/.package-lock.json ] || stop 'the dependencies are not installed. Run: npm ci'

# The Node of the npm package needs libatomic, which a minimal Debian lacks.
install_libatomic() {
  command -v apt-get >/dev/null || stop 'Node needs the library libatomic.so.1. Install it (libatomic on Fedora).'
  [ "$(id -u)" = 0 ] ||
    stop 'Node needs libatomic1. Run: sudo apt-get update && sudo apt-get install -y libatomic1'
  echo 'Installing libatomic1, which Node needs'
  export DEBIAN_FRONTEND=noninteractive
  log=$({ apt-get update -qq && apt-get install -y -qq --no-install-recommends libatomic1; } 2>&1 </dev/null) ||
    stop "libatomic1, which Node needs, cannot be installed: $log"
}

if ! version=$(node --version 2>&1); then
  case $version in
    *libatomic*)
      install_libatomic
      version=$(node --version 2>&1) || stop "Node does not start: $version"
      ;;
    *) stop "Node does not start: $version" ;;
  esac
fi

number=${version#v}
major=${number%%.*}
minor=${number#*.}
minor=${minor%%.*}
if [ "$major" -lt 24 ] || { [ "$major" -eq 24 ] && [ "$minor" -lt 12 ]; }; then
  stop "Node ${number} is too old: 24.12 or newer is needed. Install that, or run \`npm ci\` with development" \
    'dependencies and install scripts, which brings its own Node.'
fi
