#!/usr/bin/env bash
# Read with `.`: what a script says of a check that cannot run here. tests/not_run.rs does the same
# for tests, into the same file, $SAUVEGARDE_TEST_NOT_RUN.

# not_run NAME REASON: fails where everything must run.
not_run() {
    if [ "${SAUVEGARDE_TEST_ALL:-}" = 1 ]; then
        printf '%s can not run here, and SAUVEGARDE_TEST_ALL=1 wants all: %s\n' "$1" "$2" >&2
        return 1
    fi
    printf 'not run: %s: %s\n' "$1" "$2" | tee -a "${SAUVEGARDE_TEST_NOT_RUN:-/dev/null}" >&2
}

# Each once, by name: some tests run in two steps. False if there is none.
tell_what_did_not_run() {
    [ -s "${SAUVEGARDE_TEST_NOT_RUN:-/dev/null}" ] || return 1
    LC_ALL=C sort -u "$SAUVEGARDE_TEST_NOT_RUN"
}

# mount_refusal COMMAND…: why COMMAND (as_root, or nothing) may not mount a file system in a mount
# namespace of its own; says nothing if it may.
mount_refusal() {
    local folder refusal
    folder=$(mktemp -d)
    # shellcheck disable=SC2016 # The inner shell's own.
    if refusal=$("$@" unshare --mount sh -c \
        'mount -t tmpfs none "$1" && mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"' \
        sh "$folder" 2>&1); then
        refusal=''
    fi
    rmdir "$folder"
    printf '%s' "$refusal" | tr '\n' ' '
}
