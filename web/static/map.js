// Maps. A page that holds one works without this file: a table beside each map says the same, and places can be typed.
// What may be in the data stands in internal/platform/ui/mapui.

import { drawing } from './map-draw.js'

const colours = {
  home: '#1b6b3a', work: '#0b5394', inclusion: '#00707a', exclusion: '#b3261e', victim_fixed: '#6a1b7a', victim_moving: '#6a1b7a',
  track: '#0b5394', fix: '#0b5394', weak: '#8a5a00', alarm: '#b3261e', place: '#14202b', draft: '#8a5a00', wifi: '#00707a', cell: '#5d4037', radio: '#1b6b3a', beacon: '#1b6b3a',
}
const once = {}
const load = (src) => (once[src] ??= new Promise((ok, bad) => {
  const s = document.createElement('script')
  Object.assign(s, { src, onload: ok, onerror: bad })
  document.head.append(s)
}))
const json = (url) => fetch(url, { credentials: 'same-origin', headers: { accept: 'application/geo+json, application/json' } }).then((r) => {
  if (!r.ok) throw new Error(String(r.status))
  return r.json()
})

// style of a line or a surface by its kind: a buffer is dashed and empty, what was replaced is pale.
const style = (p) => {
  const color = colours[p.kind] ?? colours.place
  if (p.part === 'buffer') return { color, weight: 1.5, dashArray: '5 5', fill: false, interactive: false }
  if (p.kind === 'track') return { color, weight: 3, opacity: 0.8, fill: false }
  return { color, weight: 2, fillColor: color, fillOpacity: p.old ? 0.03 : 0.14, opacity: p.old ? 0.5 : 1, dashArray: p.old ? '2 4' : null }
}

// dot draws a place with a radius as a circle in metres; a fix also has a point of its own, so that it is seen from afar.
const dot = (L, p, at) => {
  const color = colours[p.mark] ?? colours[p.kind] ?? colours.place
  if (p.kind === 'fix') {
    const group = [L.circleMarker(at, p.old ? { radius: 4, color, weight: 2, fillColor: '#fff', fillOpacity: 1 } : { radius: 4, color: '#fff', weight: 1, fillColor: color, fillOpacity: 1 })]
    if (p.radius > 0) group.unshift(L.circle(at, { radius: p.radius, color, weight: 1, opacity: 0.5, fillOpacity: 0.06, interactive: false }))
    return L.featureGroup(group)
  }
  if (p.radius > 0) return L.circle(at, { radius: p.radius, ...style(p) })
  return L.circleMarker(at, { radius: 6, color: '#fff', weight: 2, fillColor: color, fillOpacity: 1 })
}

// say is the text of a feature; always text, never markup.
const say = (p) => {
  const e = document.createElement('span')
  e.textContent = [p.label, p.note].filter(Boolean).join(' · ')
  return e
}

// plain makes words safe where Leaflet takes markup.
const plain = (words) => Object.assign(document.createElement('span'), { textContent: words ?? '' }).innerHTML

const layer = (L, data) => L.geoJSON(data, {
  filter: (f) => f.geometry && f.properties?.kind !== 'gap', // nobody knows the way between two points with a silence between them
  style: (f) => (f.geometry.type === 'Point' && (f.properties.kind === 'fix' || !f.properties.radius) ? {} : style(f.properties)),
  pointToLayer: (f, at) => dot(L, f.properties, at),
  onEachFeature: (f, l) => { if (f.properties.label && f.properties.part !== 'buffer') l.bindTooltip(() => say(f.properties)) },
})

// archive reads the head and the description of the map file: up to which zoom it goes; nothing when it is not there, is no map file of the
// layers that are drawn here, or ends before it should. What the numbers mean stands in the specification of PMTiles, version 3.
const archive = async (url) => {
  try {
    const part = async (from, long) => {
      const r = await fetch(url, { headers: { range: 'bytes=' + from + '-' + (from + long - 1) } })
      if (r.status !== 206) throw new Error(String(r.status))
      return [await r.arrayBuffer(), Number(r.headers.get('content-range').split('/')[1])]
    }
    const [head, size] = await part(0, 127)
    const v = new DataView(head)
    const long = (at) => Number(v.getBigUint64(at, true))
    if (new TextDecoder().decode(head.slice(0, 7)) !== 'PMTiles' || v.getUint8(7) !== 3 || v.getUint8(99) !== 1) return null
    if ([8, 24, 40, 56].some((at) => long(at) + long(at + 8) > size)) return null
    const [packed] = await part(long(24), long(32))
    const body = new Blob([packed]).stream()
    const meta = await new Response(v.getUint8(97) === 2 ? body.pipeThrough(new DecompressionStream('gzip')) : body).json()
    if (!meta.vector_layers?.some((l) => ['earth', 'roads', 'boundaries'].includes(l.id))) return null
    return { maxDataZoom: v.getUint8(101) }
  } catch { return null }
}

// tell says under the map, and to screen readers, what is missing.
const tell = (box, words) => {
  const told = document.getElementById('status')
  if (told) told.textContent = words
  box.insertAdjacentElement('afterend', Object.assign(document.createElement('p'), { className: 'tz-map__failed', textContent: words }))
}

// ground is what lies under everything: the operator's own map file, and our few boundaries and towns where there is none.
const ground = async (L, map, box) => {
  const d = box.dataset
  const file = d.tiles && await archive(d.tiles)
  if (file) {
    await load(d.protomaps)
    window.protomapsL.leafletLayer({ ...file, url: d.tiles, flavor: 'light', lang: document.documentElement.lang, attribution: plain(d.attribution) }).addTo(map)
    return
  }
  if (d.tiles) tell(box, d.groundFailed)
  map.attributionControl.addAttribution(plain(d.credit))
  const lang = document.documentElement.lang
  const towns = L.layerGroup()
  L.geoJSON(await json(d.base), {
    interactive: false,
    style: (f) => (f.properties.kind === 'abroad'
      ? { color: '#b6c2cc', weight: 1, fillColor: '#eef2f5', fillOpacity: 1 } : { color: '#8796a3', weight: 1, fillColor: '#fdfdfb', fillOpacity: 1 }),
    pointToLayer: (f, at) => L.circleMarker(at, { radius: 2.5, color: '#4a5a68', weight: 1, fillColor: '#4a5a68', fillOpacity: 1, interactive: false })
      .bindTooltip(f.properties[lang] ?? f.properties.en, { permanent: true, direction: 'right', className: 'tz-map__town', opacity: 1, offset: [3, 0] }),
  }).eachLayer((l) => (l.feature.properties.kind === 'town' ? towns.addLayer(l) : map.addLayer(l.bringToBack?.() ?? l)))
  const near = () => (map.getZoom() > 12 ? towns.remove() : towns.addTo(map)) // a town is no point from near
  map.on('zoomend', near)
  near()
  graticule(L, map)
}

// graticule draws a few lines of latitude and longitude with their numbers, so that an empty neighbourhood still has a measure.
const graticule = (L, map) => {
  const lines = L.layerGroup().addTo(map)
  const steps = [5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]
  const draw = () => {
    lines.clearLayers()
    const b = map.getBounds()
    const wide = b.getEast() - b.getWest()
    const step = steps.find((s) => wide / s >= 3) ?? 0.001
    const line = (from, to) => lines.addLayer(L.polyline([from, to], { color: '#9fb0bd', weight: 0.6, interactive: false }))
    for (let x = Math.ceil(b.getWest() / step) * step; x < b.getEast(); x += step) line([b.getSouth(), x], [b.getNorth(), x])
    for (let y = Math.ceil(b.getSouth() / step) * step; y < b.getNorth(); y += step) line([y, b.getWest()], [y, b.getEast()])
  }
  map.on('moveend', draw)
  draw()
}

const country = [[39.2, 69.2], [43.3, 80.3]]

const start = async (box) => {
  if (box.dataset.started) return
  box.dataset.started = '1'
  const d = box.dataset
  await load(d.leaflet)
  const L = window.L
  box.hidden = false
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const map = L.map(box, { preferCanvas: true, zoomControl: false, attributionControl: false, maxZoom: 18, minZoom: 5, worldCopyJump: false, zoomAnimation: !still, fadeAnimation: !still, inertia: !still })
  L.control.zoom({ zoomInTitle: d.zoomIn, zoomOutTitle: d.zoomOut }).addTo(map)
  L.control.attribution({ prefix: false }).addTo(map)
  L.control.scale({ imperial: false }).addTo(map)
  map.fitBounds(country)
  await ground(L, map, box).catch(() => {})
  let features = { type: 'FeatureCollection', features: [] }
  try {
    if (d.features) features = JSON.parse(d.features)
    else if (d.source) features = await json(d.source)
  } catch {
    tell(box, d.failed)
  }
  const shown = layer(L, features).addTo(map)
  const fit = (b) => { if (b?.isValid?.()) map.fitBounds(b, { padding: [28, 28], maxZoom: 16, animate: false }) }
  fit(shown.getBounds())
  if (d.edit !== undefined) drawing({ L, map, box, fit, colour: (kind) => colours[kind] ?? colours.draft })
  // For scripts of a page that need more than what is drawn here, such as a replay.
  box.dispatchEvent(new CustomEvent('map:ready', { bubbles: true, detail: { L, map, features, shown, layer: (data) => layer(L, data), fit } }))
}

const all = () => { for (const box of document.querySelectorAll('[data-map]')) start(box).catch(() => { box.hidden = true }) }
all()
document.addEventListener('htmx:after:swap', all)
