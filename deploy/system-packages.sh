#!/usr/bin/env bash
# Installs what the tests talk to for real, or says the one command that does.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
# what saves time and is not needed: without a word where it cannot be had
install_what_is_known() {
  [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null || return 0
  local name
  for name in "$@"; do
    apt-cache show "$name" &>/dev/null && apt-get install -y -qq --no-install-recommends --no-remove "$name" &>/dev/null || true
  done
}
list="$(dirname "$0")/system-packages.txt"
missing=()
welcome=()
while read -r name; do
  [[ -z "$name" || "$name" == \#* ]] && continue
  dpkg-query -W -f='${Status}' "${name#\?}" 2>/dev/null | grep -q 'install ok installed' && continue
  if [[ "$name" == \?* ]]; then welcome+=("${name#\?}"); else missing+=("$name"); fi
done <"$list"
if [[ ${#missing[@]} -eq 0 ]]; then
  install_what_is_known "${welcome[@]}"
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "The tests need, by Debian's names: ${missing[*]}" >&2
  exit 1
fi
if [[ $(id -u) -ne 0 ]]; then
  echo "The tests need some packages. Install them with: sudo apt-get install ${missing[*]}" >&2
  exit 1
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
install_what_is_known "${welcome[@]}"
