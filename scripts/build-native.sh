#!/bin/sh
# Compiles the callback addon for Windows, on Linux: scripts/build-native.sh [x64] [arm64]; both without arguments.
#
# Installs nothing but Debian packages, and those only as root:
#   x64    gcc-mingw-w64-x86-64
#   arm64  clang, lld, llvm; the headers of mingw-w64-common are the same for every architecture
# Node-API's headers are those of the Node that is on the PATH, or of libnode-dev. The same compiler gives the same bytes.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
source=src/media-foundation/native/async_callback.c
cd "$root"

for arch; do
  case $arch in
    x64 | arm64) ;;
    -h | --help) echo 'Usage: scripts/build-native.sh [x64] [arm64]' && exit ;;
    *) echo "error: unknown architecture '$arch', expected x64 or arm64" >&2 && exit 1 ;;
  esac
done

need() {
  command -v "$1" >/dev/null || missing="$missing $2"
}
missing=
for arch in ${*:-x64 arm64}; do
  case $arch in
    x64) need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64 ;;
    arm64)
      need clang clang && need ld.lld lld && need llvm-dlltool llvm
      [ -e /usr/share/mingw-w64/include/windows.h ] || missing="$missing mingw-w64-common"
      ;;
  esac
done
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

# The headers are not ours to warn about. No C run-time: kernel32 is all it needs, and DllMain is its entry point.
# The arrays of addresses are what vtables are: functions as data pointers, which -Wpedantic alone objects to.
flags="-std=c17 -O2 -isystem $headers -Wall -Wextra -Werror -Wpedantic -Wshadow -Wcast-align -Wconversion -Wundef
  -Wstrict-prototypes -Wmissing-declarations -Wwrite-strings -fno-ident -fno-asynchronous-unwind-tables
  -shared -nostdlib -Wl,-e,DllMain -Wl,--no-insert-timestamp -s"

for arch in ${*:-x64 arm64}; do
  out=prebuilds/win32-$arch
  mkdir -p "$out"
  case $arch in
    # shellcheck disable=SC2086
    x64) x86_64-w64-mingw32-gcc $flags $source -o "$out/async_callback.node" -lkernel32 ;;
    arm64)
      # Debian has no import libraries for arm64. Ours names the functions that the source uses.
      work=$(mktemp -d)
      trap 'rm -rf "$work"' EXIT
      {
        echo 'LIBRARY KERNEL32.dll'
        echo EXPORTS
        grep -oE '\b((Acquire|Release)SRWLock|GetModuleHandle|GetProc|Heap|InitializeSList|QueryDepth|Interlocked(Push|Flush))[A-Za-z]+' \
          $source | sort -u
      } >"$work/kernel32.def"
      llvm-dlltool -m arm64 -d "$work/kernel32.def" -l "$work/libkernel32.a"
      # shellcheck disable=SC2086
      clang --target=aarch64-w64-mingw32 -isystem /usr/share/mingw-w64/include $flags $source \
        -o "$out/async_callback.node" -fuse-ld=lld "-L$work" -lkernel32
      ;;
  esac
done
sha256sum prebuilds/win32-*/async_callback.node
