#!/usr/bin/env bash
# Installs Debian's packages that some tests drive: a browser, two mail servers, libical and poppler. Whoever is not root is
# told what will be skipped.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium fonts-noto-core)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
[ -x /usr/lib/dovecot/imap ] && [ -x /usr/lib/dovecot/lmtp ] || missing+=(dovecot-imapd dovecot-lmtpd)
[ -x /usr/sbin/postfix ] || missing+=(postfix)
/usr/bin/python3 -c 'import gi; gi.require_version("ICalGLib", "3.0")' 2>/dev/null || missing+=(python3-gi gir1.2-ical-3.0)

[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    # Postfix is only there to be started by a test: nothing of it listens otherwise.
    echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
fi
echo "NOT INSTALLED: ${missing[*]}. The tests that need them are SKIPPED; to run them all: apt-get install ${missing[*]}" >&2
