// Drawing a circle, a polygon or a corridor. What is drawn stands in ordinary fields of the form, one place a line; what is typed there
// is drawn. Nothing is held here.

const read = (text) => text.split('\n').map((line) => {
  const s = line.trim()
  const parts = s.includes(';') ? s.replaceAll(',', '.').split(';') : s.split(/[\s,]+/)
  const [lat, lon] = parts.map((x) => Number.parseFloat(x))
  return parts.length === 2 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lat, lon] : null
}).filter(Boolean)
const write = (points) => points.map((p) => `${p[0].toFixed(6)}, ${p[1].toFixed(6)}`).join('\n')
const metres = (field, fallback) => {
  const n = Number.parseFloat((field?.value ?? '').replace(',', '.').replaceAll(/\s/g, ''))
  return n > 0 ? n : fallback
}

export const drawing = ({ L, map, box, fit, colour }) => {
  const d = box.dataset
  const form = document.getElementById(d.points).form
  const field = (name) => (name ? document.getElementById(name) : null)
  const points = field(d.points)
  const [radius, width, buffer] = [field(d.radius), field(d.width), field(d.buffer)]
  const tools = document.getElementById(`${box.id}-tools`)
  const drawn = L.featureGroup().addTo(map)
  const value = (name) => new FormData(form).get(name) ?? ''
  const shape = () => value(d.form) || 'circle'

  const put = (list) => {
    points.value = write(list)
    points.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const add = (at) => {
    const list = read(points.value)
    put(shape() === 'circle' ? [[at.lat, at.lng]] : [...list, [at.lat, at.lng]])
  }
  const undo = () => put(read(points.value).slice(0, -1))

  // pin is a corner that can be dragged, or removed with Delete.
  const pin = (list, i) => {
    const name = `${d.point} ${i + 1}`
    const m = L.marker(list[i], { draggable: true, title: name, icon: L.divIcon({ className: 'tz-map__pin', html: '', iconSize: [16, 16] }) })
    m.on('dragend', () => { const at = m.getLatLng(); list[i] = [at.lat, at.lng]; put(list) })
    m.on('keydown', (e) => {
      if (e.originalEvent.key !== 'Delete' && e.originalEvent.key !== 'Backspace') return
      e.originalEvent.preventDefault()
      put(list.filter((_, n) => n !== i))
      box.focus()
    })
    return m
  }

  // band is a line as wide as so many metres on the ground.
  const band = (line, m, options) => {
    const l = L.polyline(line, options)
    const size = () => {
      const c = map.getCenter()
      const px = map.latLngToLayerPoint(c).distanceTo(map.latLngToLayerPoint(L.latLng(c.lat, c.lng + 0.001)))
      l.setStyle({ weight: Math.max(2, (m * px) / map.distance(c, L.latLng(c.lat, c.lng + 0.001))) })
    }
    l.on('add', () => map.on('zoomend', size))
    l.on('remove', () => map.off('zoomend', size))
    size()
    return l
  }

  const draw = () => {
    drawn.clearLayers()
    const list = read(points.value)
    if (!list.length) return
    const color = colour(value(d.kind))
    const s = { color, weight: 2, fillColor: color, fillOpacity: 0.15, interactive: false }
    const edge = { color, weight: 1.5, dashArray: '5 5', fill: false, interactive: false }
    const b = buffer && !buffer.closest('[hidden]') ? metres(buffer, 0) : 0
    if (shape() === 'circle') {
      const r = metres(radius, 0)
      if (r) drawn.addLayer(L.circle(list[0], { radius: r, ...s }))
      if (r && b) drawn.addLayer(L.circle(list[0], { radius: r + b, ...edge }))
      drawn.addLayer(pin(list, 0))
      return
    }
    if (shape() === 'corridor') {
      drawn.addLayer(band(list, metres(width, 0), { color, opacity: 0.2, lineCap: 'round', lineJoin: 'round', interactive: false }))
      drawn.addLayer(L.polyline(list, { color, weight: 2, interactive: false }))
    } else {
      drawn.addLayer(L.polygon(list, s))
      if (b) drawn.addLayer(band([...list, list[0]], 2 * b, { color, opacity: 0.12, lineCap: 'round', lineJoin: 'round', fill: false, interactive: false }))
    }
    for (const i of list.keys()) drawn.addLayer(pin(list, i))
  }

  map.on('click', (e) => add(e.latlng))
  map.doubleClickZoom.disable()
  box.addEventListener('keydown', (e) => {
    if (e.target !== box) return
    if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); add(map.getCenter()) }
    if (e.key === 'Backspace') { e.preventDefault(); undo() }
  })
  const cross = document.createElement('div')
  cross.className = 'tz-map__cross'
  cross.setAttribute('aria-hidden', 'true')
  box.append(cross)
  if (tools) {
    tools.hidden = false
    tools.addEventListener('click', (e) => {
      const what = e.target.closest('button')?.dataset.do
      if (what === 'add') add(map.getCenter())
      if (what === 'undo') undo()
      if (what === 'clear') put([])
      if (what === 'fit') fit(drawn.getBounds())
    })
  }
  form.addEventListener('input', draw)
  form.addEventListener('change', (e) => {
    draw()
    const b = drawn.getBounds()
    if (e.target === points && b.isValid() && !map.getBounds().contains(b)) fit(b) // typed from elsewhere
  })
  draw()
  if (drawn.getBounds().isValid()) fit(drawn.getBounds())
}
