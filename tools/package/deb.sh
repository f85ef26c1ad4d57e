#!/usr/bin/env bash
# A Debian package of the built program, its unit and its documents: deb.sh PROGRAM FOLDER
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
program=$1 folder=$2

version=$(sed -nE 's/^project\(kibridge VERSION ([0-9.]+).*/\1/p' CMakeLists.txt)
architecture=$(dpkg --print-architecture)
stage=$folder/stage
rm -rf "$stage"

install -D -m 755 -s "$program" "$stage/usr/bin/kibridge"
install -D -m 644 deploy/kibridge.service "$stage/lib/systemd/system/kibridge.service"
sed -i 's|/usr/local/bin/|/usr/bin/|' "$stage/lib/systemd/system/kibridge.service"
install -d -m 755 "$stage/etc/kibridge" "$stage/DEBIAN"
install -D -m 644 -t "$stage/usr/share/doc/kibridge" README.md docs/*.md
install -m 644 LICENSE "$stage/usr/share/doc/kibridge/copyright"

# The event loop's plug-in is loaded at run time: no tool sees it in the program.
cat >"$stage/DEBIAN/control" <<CONTROL
Package: kibridge
Version: $version
Architecture: $architecture
Maintainer: The kibridge developers <kibridge@example.org>
Depends: libc6, libwebsockets17, libwebsockets-evlib-uv, libuv1, libcurl4, libjson-c5, libxml2, libssl3, libsqlite3-0, libpq5, libinih1, libzip4, libseccomp2, poppler-utils, tzdata, ca-certificates
Section: web
Priority: optional
Description: AI tutors for Moodle and ILIAS on a university's own inference backend
 kibridge is an LTI 1.3 tool: a lecturer adds a tutor to a course, writes its
 prompt and sets its limits; students use it inside the course.
CONTROL

SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) dpkg-deb --root-owner-group --build "$stage" "$folder" >/dev/null
rm -rf "$stage"
ls "$folder"/kibridge_*.deb
