// Makes the small boundaries of static/map-base.json of three GeoJSON files made of Natural Earth data (public domain):
// node boundaries.mjs <folder with kgz-adm1.geojson and neighbours-adm0-50m.geojson> > static/map-base.json
// Good for an overview only: no zone and no legal boundary may be read from it.
import { readFileSync } from 'node:fs'

const folder = process.argv[2]
const read = (name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')).features

// far is the distance of p from the line a-b, in degrees of latitude.
const far = (p, a, b) => {
  const k = Math.cos((p[1] * Math.PI) / 180)
  const [x, y, u, v] = [(p[0] - a[0]) * k, p[1] - a[1], (b[0] - a[0]) * k, b[1] - a[1]]
  const n = u * u + v * v
  const t = n ? Math.min(1, Math.max(0, (x * u + y * v) / n)) : 0
  return Math.hypot(x - t * u, y - t * v)
}
const thin = (line, by) => {
  if (line.length < 3) return line
  let at = 0
  let most = 0
  for (let i = 1; i < line.length - 1; i++) {
    const d = far(line[i], line[0], line[line.length - 1])
    if (d > most) [at, most] = [i, d]
  }
  if (most <= by) return [line[0], line[line.length - 1]]
  return [...thin(line.slice(0, at + 1), by).slice(0, -1), ...thin(line.slice(at), by)]
}
// A ring is cut at the corner farthest from its first, so that thinning has two ends.
const ring = (r, by) => {
  const half = r.reduce((best, p, i) => (Math.hypot(p[0] - r[0][0], p[1] - r[0][1]) > Math.hypot(r[best][0] - r[0][0], r[best][1] - r[0][1]) ? i : best), 0)
  const out = [...thin(r.slice(0, half + 1), by).slice(0, -1), ...thin(r.slice(half), by)]
  return out.map((p) => p.map((x) => Math.round(x * 1000) / 1000))
}
const shape = (g, by) => {
  const one = (rings) => rings.map((r) => ring(r, by)).filter((r) => r.length > 3)
  if (g.type === 'Polygon') return { type: 'Polygon', coordinates: one(g.coordinates) }
  return { type: 'MultiPolygon', coordinates: g.coordinates.map(one).filter((p) => p.length) }
}
const features = [
  ...read('neighbours-adm0-50m.geojson').map((f) => ({ type: 'Feature', properties: { kind: 'abroad' }, geometry: shape(f.geometry, 0.03) })),
  ...read('kgz-adm1.geojson').map((f) => ({
    type: 'Feature',
    properties: { kind: 'oblast', en: f.properties.name_en, ru: f.properties.name_ru, ky: f.properties.name_ky },
    geometry: shape(f.geometry, 0.008),
  })),
]
const towns = [
  [74.5698, 42.8746, 'Bishkek', 'Бишкек', 'Бишкек'], [72.7985, 40.5283, 'Osh', 'Ош', 'Ош'], [73.0017, 40.9333, 'Jalal-Abad', 'Джалал-Абад', 'Жалал-Абад'],
  [78.3936, 42.4907, 'Karakol', 'Каракол', 'Каракол'], [75.9911, 41.4287, 'Naryn', 'Нарын', 'Нарын'], [72.2427, 42.5228, 'Talas', 'Талас', 'Талас'],
  [70.8194, 40.0626, 'Batken', 'Баткен', 'Баткен'], [75.3015, 42.8419, 'Tokmok', 'Токмок', 'Токмок'], [76.1871, 42.4602, 'Balykchy', 'Балыкчы', 'Балыкчы'],
  [73.8481, 42.8142, 'Kara-Balta', 'Кара-Балта', 'Кара-Балта'], [73.3007, 40.7699, 'Uzgen', 'Узген', 'Өзгөн'], [72.1279, 40.2568, 'Kyzyl-Kiya', 'Кызыл-Кия', 'Кызыл-Кыя'],
]
for (const [lon, lat, en, ru, ky] of towns) features.push({ type: 'Feature', properties: { kind: 'town', en, ru, ky }, geometry: { type: 'Point', coordinates: [lon, lat] } })
console.log(JSON.stringify({ type: 'FeatureCollection', features }))
