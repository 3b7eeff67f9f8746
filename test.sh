#!/usr/bin/env bash
# Builds once and runs every test. Works from any folder and a fresh clone; finds or installs what the tests need, and says in one line
# what is missing. The last line is "N passed, N failed, N skipped"; the exit code is 0 only when nothing failed.
# Arguments go to `dotnet test`: ./test.sh --filter Recordings
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

cache="${GATEWAY_TEST_CACHE:-$HOME/.cache/gateway-tests}"
results="$(mktemp -d "${TMPDIR:-/tmp}/gateway-results.XXXXXX")"
trap 'rm -rf "$results"' EXIT

say() { printf '%s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

finish() {
    printf '%s passed, %s failed, %s skipped\n' "$1" "$2" "$3"
    exit "$4"
}

# --- what the tests need ---

postgresql_binaries() {
    local place
    for place in "${PG_BIN:-}" "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin; do
        [ -n "$place" ] && [ -x "$place/initdb" ] && { printf '%s' "$place"; return; }
    done
    return 1
}

missing_packages() {
    postgresql_binaries >/dev/null || printf 'postgresql '
    { has node && has npm; } || printf 'nodejs npm '
    has python3 || printf 'python3 '
}

if ! has dotnet; then
    say "dotnet is missing: install the .NET SDK that global.json names (https://dotnet.microsoft.com/download)."
    finish 0 1 0 1
fi

packages="$(missing_packages)"
if [ -n "$packages" ] && [ "$(id -u)" = 0 ] && has apt-get; then
    say "Installing $packages…"
    # Word splitting is wanted: one argument per package.
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >"$results/apt.log" 2>&1 ||
        say "apt-get could not install $packages: $(tail -n 1 "$results/apt.log")"
fi

if PG_BIN="$(postgresql_binaries)"; then
    export PG_BIN
else
    say "PostgreSQL's server programs are missing: install the package postgresql, or set PG_BIN to the folder of initdb."
    finish 0 1 0 1
fi
has node || say "node is missing: install nodejs; the tests that need it are skipped."
has npm || say "npm is missing: install npm; the tests that need it are skipped."
has python3 || say "python3 is missing: install python3; the tests that need it are skipped."

# The official verifier of Standard Webhooks, outside the tree. Tests look for it in $GATEWAY_TEST_NODE_MODULES.
if has npm && [ ! -d "$cache/node_modules/standardwebhooks" ]; then
    mkdir -p "$cache"
    npm install --prefix "$cache" --no-audit --no-fund --no-save --loglevel=error standardwebhooks >"$results/npm.log" 2>&1 ||
        say "npm could not install standardwebhooks (no network?); the tests that need it are skipped: $(tail -n 1 "$results/npm.log")"
fi
if [ -d "$cache/node_modules/standardwebhooks" ]; then
    export GATEWAY_TEST_NODE_MODULES="$cache/node_modules"
fi

# --- build once, run all ---

dotnet restore Gateway.sln --locked-mode -v quiet || { say "The restore failed: packages must match packages.lock.json."; finish 0 1 0 1; }
dotnet build Gateway.sln -c Release --no-restore -warnaserror -v quiet || { say "The build failed."; finish 0 1 0 1; }

dotnet test Gateway.sln -c Release --no-build --logger "console;verbosity=normal" --logger "trx" --results-directory "$results" --blame-hang-timeout 4m --blame-hang-dump-type none "$@"
outcome=$?

# --- one line that sums them all ---

passed=0 failed=0 skipped=0
shopt -s nullglob
for report in "$results"/*.trx; do
    counters="$(grep -o '<Counters [^>]*>' "$report" | head -n 1)"
    count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
    total="$(count total)" passes="$(count passed)" executed="$(count executed)"
    passed=$((passed + passes))
    failed=$((failed + executed - passes))
    skipped=$((skipped + total - executed))
done
if [ $((passed + failed)) = 0 ]; then
    say "No test ran."
    outcome=1
elif [ "$outcome" != 0 ] && [ "$failed" = 0 ]; then
    say "The test run was aborted."
    failed=1
fi
[ "$failed" = 0 ] || outcome=1
finish "$passed" "$failed" "$skipped" "$outcome"
