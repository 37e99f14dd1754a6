#!/bin/sh
# Compiles sass/ into static/tuzjol.css; with "vendor" also fetches htmx and the fonts again and writes their hashes.
# The results are committed, so that building the service needs no Node. The packages go to a scratch folder that is
# removed afterwards ($TUZJOL_WEB_SCRATCH keeps it, for repeated use).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ -n "${TUZJOL_WEB_SCRATCH:-}" ]; then
    scratch=$TUZJOL_WEB_SCRATCH
    mkdir -p "$scratch"
else
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
fi
cd "$scratch"
[ -f package.json ] || echo '{"private":true}' > package.json
npm install --no-audit --no-fund --ignore-scripts --save-exact --silent sass@1.108.2 govuk-frontend@6.6.0
npx --no-install sass --no-source-map --no-charset --style=compressed --quiet-deps \
    --load-path="$scratch/node_modules" "$here/sass/tuzjol.scss" "$scratch/tuzjol.css"
cp "$scratch/tuzjol.css" "$here/static/tuzjol.css"
[ "${1:-}" = vendor ] || exit 0

npm install --no-audit --no-fund --ignore-scripts --save-exact --silent \
    htmx.org@4.0.1 @fontsource-variable/golos-text@5.3.0 subset-font@2.9.0
cp node_modules/htmx.org/dist/htmx.min.js "$here/static/htmx.min.js"
cp node_modules/htmx.org/LICENSE "$here/static/htmx-LICENSE.txt"
golos=node_modules/@fontsource-variable/golos-text
cp "$golos/LICENSE" "$here/static/golos-text-OFL.txt"
cp "$golos/files/golos-text-latin-wght-normal.woff2" "$here/static/golos-latin.woff2"
cp "$golos/files/golos-text-cyrillic-wght-normal.woff2" "$here/static/golos-cyrillic.woff2"
cp "$here/tools/kyrgyz-letters.mjs" .
node kyrgyz-letters.mjs "$golos/files/golos-text-cyrillic-ext-wght-normal.woff2" "$here/static/golos-kyrgyz.woff2"

# maps: served only to pages that hold one
npm install --no-audit --no-fund --ignore-scripts --save-exact --silent leaflet@1.9.4 protomaps-leaflet@5.1.0
cp node_modules/leaflet/dist/leaflet.js node_modules/leaflet/dist/leaflet.css node_modules/protomaps-leaflet/dist/protomaps-leaflet.js "$here/static/"
cp node_modules/leaflet/LICENSE "$here/static/leaflet-LICENSE.txt"
for p in protomaps-leaflet @protomaps/basemaps pmtiles pbf @mapbox/vector-tile @mapbox/point-geometry color2k potpack rbush quickselect fflate; do
    echo "== $p"
    cat node_modules/$p/LICENSE* 2>/dev/null || grep '"license"' node_modules/$p/package.json
    echo
done > "$here/static/protomaps-leaflet-LICENSE.txt"
cd "$here/static"
sha256sum htmx.min.js golos-*.woff2 leaflet.js leaflet.css protomaps-leaflet.js > VENDOR.sha256
