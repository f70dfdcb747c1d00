#!/usr/bin/env bash
# Builds Python for the C library musl on 64-bit ARM, with zlib and OpenSSL inside: native.sh ZIG SOURCES WORK. What came of
# it stands in WORK/python. The same sources give the same bytes, wherever they are built: no path and no date gets in.
set -euo pipefail
zig=$1 sources=$2 work=$3
export SOURCE_DATE_EPOCH=1577836800 LC_ALL=C TZ=UTC ZERO_AR_DATE=1
export ZIG_GLOBAL_CACHE_DIR=$work/cache ZIG_LOCAL_CACHE_DIR=$work/cache
mkdir -p "$work/tools" "$work/inside"
cd "$work"

cat > tools/arm-cc <<X
#!/bin/sh
common="-target aarch64-linux-musl -ffile-prefix-map=$work=. -Wno-date-time -Wno-unused-command-line-argument"
case " \$* " in
  *" -shared "* | *" -c "* | *" -E "*) exec "$zig" cc \$common -fPIC "\$@" ;;
esac
exec "$zig" cc \$common -fPIE -pie -dynamic "\$@"
X
printf '#!/bin/sh\nexec "%s" ar "$@"\n' "$zig" > tools/arm-ar
printf '#!/bin/sh\nexec "%s" ranlib "$@"\n' "$zig" > tools/arm-ranlib
chmod +x tools/*
export PATH=$work/tools:$PATH CC=arm-cc AR=arm-ar RANLIB=arm-ranlib
for archive in "$sources"/*.orig.tar.*; do
  case $archive in *.asc) continue ;; esac
  tar -xf "$archive"
done

cd "$work"/zlib-*
CHOST=aarch64-linux-musl ./configure --static --prefix=/usr > "$work/zlib.log"
make -s -j2 libz.a >> "$work/zlib.log"
mkdir -p "$work/inside/include" "$work/inside/lib"
cp zlib.h zconf.h "$work/inside/include/" && cp libz.a "$work/inside/lib/"

cd "$work"/openssl-*
./Configure linux-aarch64 no-shared no-tests no-apps no-docs no-module no-engine no-dso \
  --prefix=/usr --openssldir=/system/none --libdir=lib > "$work/openssl.log"
make -s -j2 build_libs >> "$work/openssl.log" 2>&1
cp -r include/openssl "$work/inside/include/" && cp libssl.a libcrypto.a "$work/inside/lib/"

mkdir -p "$work/made" && cd "$work/made"
printf 'ac_cv_file__dev_ptmx=no\nac_cv_file__dev_ptc=no\nac_cv_buggy_getaddrinfo=no\n' > config.site
CONFIG_SITE=$PWD/config.site READELF=readelf CPPFLAGS=-I../inside/include LDFLAGS="-L../inside/lib -s" ../Python-*/configure \
  --host=aarch64-linux-musl --build=x86_64-pc-linux-gnu --with-build-python="$(command -v python3.13)" \
  --without-ensurepip --disable-test-modules --prefix=/python --with-pkg-config=no --with-openssl="$work/inside" \
  --with-openssl-rpath=no > "$work/python.log" 2>&1
make -j2 >> "$work/python.log" 2>&1
make install DESTDIR="$work" >> "$work/python.log" 2>&1
sed -i "s#$work#/build#g" "$work"/python/lib/python3.13/_sysconfigdata*.py
