#!/usr/bin/env bash
# Runs every test: installs what they need, builds in Release, sums up. Arguments go to `dotnet test`.
# Tests whose tool is missing are skipped, and fail where CI is set.
set -uo pipefail
cd "$(dirname "$0")/.."

command -v dotnet > /dev/null || { echo "dotnet is not installed (needed: .NET SDK 10)" >&2; echo "0 passed, 1 failed"; exit 1; }

# Installs Debian packages where it may; waits while another program has the package manager, and says what it couldn't get and why.
install() {
  { [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; } || { echo "not installed, and not ours to install here: $*" >&2; return 1; }
  packages get "$@" || { packages update && packages get "$@"; } && return
  echo "apt-get couldn't install $*:" >&2
  tail -n 5 "$log" >&2
  return 1
}
packages() {
  local command=(update -qq)
  [ "$1" = update ] || command=(install -y -qq --no-install-recommends "${@:2}")
  for _ in $(seq 60); do
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "${command[@]}" > "$log" 2>&1 && return
    grep -qi 'could not get lock\|unable to lock' "$log" || return 1
    sleep 5
  done
  return 1
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# .NET needs ICU to normalize Unicode, and ends at once where there is none
if ! ldconfig -p 2> /dev/null | grep -q libicuuc; then
  icu=$(apt-cache search --names-only '^libicu[0-9]+$' 2> /dev/null | cut -d ' ' -f 1 | sort -V | tail -n 1)
  install "${icu:-libicu-dev}" || echo "ICU is not installed: .NET doesn't start without it (Debian, Ubuntu: apt-get install libicu-dev; Alpine: icu-libs)" >&2
fi

# the crash tests watch system calls
command -v strace > /dev/null || install strace

# the S3 tests run Ceph's gateway
if ! command -v radosgw > /dev/null; then
  policy=/usr/sbin/policy-rc.d # no service of these packages may start by itself
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' > "$policy" && chmod 755 "$policy" && made=$policy; } 2> /dev/null
  install ceph-mon ceph-osd radosgw
  rm -f "${made:-}"
fi

for tools in tests/foreign tests/infra; do
  if [ "$tools/package-lock.json" -nt "$tools/node_modules/.package-lock.json" ]; then
    npm ci --prefix "$tools" --no-audit --no-fund || echo "npm couldn't install $tools/package-lock.json; its reasons are above" >&2
  fi
done

missing=
for tool in node strace ceph-mon ceph-osd radosgw; do command -v "$tool" > /dev/null || missing+=" $tool"; done
for tools in tests/foreign tests/infra; do [ -d "$tools/node_modules" ] || missing+=" $tools/node_modules"; done
[ -z "$missing" ] || echo "missing (tests that need it are skipped, or fail where CI is set):$missing" >&2

dotnet build ErasureFunctions.sln -c Release --nologo -v quiet || { echo "0 passed, 1 failed"; exit 1; }

# two projects at a time, those that take longest first
{ printf '%s\n' Erasure.Host.Tests Erasure.Aws.Tests ErasureFunctions.Tests; (cd tests && ls -d *.Tests); } | awk '!seen[$0]++' \
  | xargs -P 2 -I {} dotnet test tests/{} -c Release --no-build --nologo -v quiet --logger 'console;verbosity=minimal' "$@" 2>&1 | tee "$log"
code=${PIPESTATUS[2]}

# what failed once more, together; a host that died or a project that didn't build has no summary line, only the exit code
awk -v code="$code" '
  /^  Failed / { lines = 12 }
  lines-- > 0 { failures = failures $0 "\n" }
  match($0, /Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+/) {
    split(substr($0, RSTART, RLENGTH), part, /[:,]/); failed += part[2]; passed += part[4]; skipped += part[6]
  }
  END {
    printf "%s", failures
    if (code != 0 && failed == 0) failed = 1
    if (passed == 0 && failed == 0) failed = 1
    printf "%d passed, %d failed%s\n", passed, failed, (skipped > 0 ? ", " skipped " skipped" : "")
    exit failed > 0
  }' "$log"
