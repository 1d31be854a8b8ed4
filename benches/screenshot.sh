#!/usr/bin/env bash
# A picture of a page, for the README: benches/screenshot.sh out/DATE/report.html docs/report.png [height]
# Needs Chromium (Debian: apt-get install chromium fonts-noto-cjk). The page needs no network and gets none.
set -euo pipefail
page=$(realpath "$1"); picture=$(realpath -m "$2"); height=${3:-2400}
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
    echo "no Chromium on this machine; install it, or open $page in a browser" >&2
    exit 69
}
profile=$(mktemp -d); trap 'rm -rf "$profile"' EXIT
mkdir -p "$(dirname "$picture")"
"$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$profile" \
    --screenshot="$picture" --window-size="1280,$height" "file://$page" 2>/dev/null
echo "$picture"
