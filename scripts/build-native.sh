#!/bin/sh
# Compiles the addon of media-foundation for Windows x64 and arm64, on Linux: scripts/build-native.sh [--check]
#
#   --check   compiles it elsewhere and compares with prebuilds/: ends with 0 where all bytes are the same
#
# Needs Debian packages alone: gcc-mingw-w64-x86-64, clang, lld, llvm, mingw-w64-common (headers for every architecture),
# and the headers of Node-API: those of the Node that is on the PATH, or libnode-dev. As root it installs what is missing;
# else it says so, and ends with code 2. The same compilers give the same bytes.
set -eu
cd "$(dirname "$0")/.."
sources=src/media-foundation/native/addon
name=media_foundation.node
case ${1:-} in
  '') out=prebuilds ;;
  --check) out=$(mktemp -d) ;;
  *) echo "error: unknown option '$1', there is only --check" >&2 && exit 1 ;;
esac

missing=
need() {
  command -v "$1" >/dev/null || missing="$missing $2"
}
need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64
need clang clang
need ld.lld lld
need llvm-dlltool llvm
[ -e /usr/share/mingw-w64/include/windows.h ] || missing="$missing mingw-w64-common"
headers=$(dirname "$(command -v node)")/../include/node
[ -e "$headers/node_api.h" ] || headers=/usr/include/node
[ -e "$headers/node_api.h" ] || missing="$missing libnode-dev"
if [ -n "$missing" ]; then
  if [ "$(id -u)" != 0 ] || [ ! -e /etc/debian_version ]; then
    echo "missing:$missing" >&2 && exit 2
  fi
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

work=$(mktemp -d)
trap 'rm -rf "$work"; [ "$out" = prebuilds ] || rm -rf "$out"' EXIT

# The headers are not ours to warn about. No C run-time: kernel32 is all that is imported, and DllMain is the entry point.
flags="-std=c17 -O2 -isystem $headers -Wall -Wextra -Werror -Wpedantic -Wshadow -Wcast-align -Wconversion -Wundef
  -Wstrict-prototypes -Wmissing-declarations -Wwrite-strings -fno-ident"
link="-shared -nostdlib -Wl,-e,DllMain -Wl,--no-insert-timestamp -s"
arm64="clang --target=aarch64-w64-mingw32 -isystem /usr/share/mingw-w64/include"
mkdir -p "$out/win32-x64" "$out/win32-arm64"

x86_64-w64-mingw32-windres -I "$sources" -O res "$sources/version.rc" "$work/version.res"
x86_64-w64-mingw32-windres -I "$sources" -O coff "$sources/version.rc" "$work/version-x64.o"
llvm-cvtres /MACHINE:ARM64 "/OUT:$work/version-arm64.o" "$work/version.res"

# Without a base of its own the linker makes one of the name of its output.
# shellcheck disable=SC2086
x86_64-w64-mingw32-gcc $flags $link -Wl,--image-base,0x180000000 "$sources"/*.c "$sources/stubs-x64.S" "$work/version-x64.o" \
  -o "$out/win32-x64/$name" -lkernel32

for source in "$sources"/*.c "$sources/stubs-arm64.S"; do
  # shellcheck disable=SC2086
  $arm64 $flags -c "$source" -o "$work/$(basename "$source").o"
done
# Debian has no import libraries for arm64. Ours names what no file of ours defines.
llvm-nm --no-weak "$work"/*.[cS].o >"$work/symbols"
{
  echo 'LIBRARY KERNEL32.dll'
  echo EXPORTS
  awk '$1 == "U" { sub(/^__imp_/, "", $2); wanted[$2] } $2 ~ /^[TDBRC]$/ { ours[$3] }
    END { for (symbol in wanted) if (!(symbol in ours)) print symbol }' "$work/symbols" | LC_ALL=C sort
} >"$work/kernel32.def"
llvm-dlltool -m arm64 -d "$work/kernel32.def" -l "$work/libkernel32.a"
# shellcheck disable=SC2086
$arm64 $link "$work"/*.[cS].o "$work/version-arm64.o" -o "$out/win32-arm64/$name" -fuse-ld=lld "-L$work" -lkernel32

if [ "$out" = prebuilds ]; then
  sha256sum prebuilds/win32-*/$name
  exit 0
fi
for arch in x64 arm64; do
  cmp "$out/win32-$arch/$name" "prebuilds/win32-$arch/$name"
  echo "ok    prebuilds/win32-$arch/$name is what its sources give"
done
