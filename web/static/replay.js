// The replay of a reading: a dot that walks along the positions, never over a silence. The page says the same in its table.
const box = document.getElementById('replay-controls')
const zone = document.documentElement.dataset.zone || 'Asia/Bishkek'
const say = new Intl.DateTimeFormat('ru', { // figures alone: browsers know no Kyrgyz dates
  timeZone: zone, day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' })

document.addEventListener('map:ready', (e) => {
  if (e.target.id !== 'replay' || !box) return
  const { L, map, features } = e.detail
  const get = (what) => box.querySelector(`[data-do="${what}"]`)
  const fixes = features.features.filter((f) => f.properties.kind === 'fix' && f.properties.at)
    .map((f) => ({ t: Date.parse(f.properties.at) / 1000, at: [f.geometry.coordinates[1], f.geometry.coordinates[0]], p: f.properties }))
    .sort((a, b) => a.t - b.t)
  if (!fixes.length) return
  const slider = get('slide'), button = get('play'), now = get('now'), speed = get('speed')
  const from = Math.min(Number(box.dataset.from), fixes[0].t), until = Math.max(fixes[fixes.length - 1].t, from + 1), gap = Number(box.dataset.gap)
  slider.min = Math.floor(from)
  slider.max = Math.ceil(until)
  const dot = L.circleMarker(fixes[0].at, { radius: 9, color: '#14202b', weight: 3, fillColor: '#ffd500', fillOpacity: 1, interactive: false })
  const halo = L.circle(fixes[0].at, { radius: 1, color: '#14202b', weight: 1, dashArray: '4 4', fillOpacity: 0.08, interactive: false })
  const named = (f, i) => fixes.length <= 60 || i === 0 || i === fixes.length - 1 || f.p.mark === 'alarm' || f.t - fixes[i - 1].t > gap
  const numbers = L.layerGroup()
  fixes.forEach((f, i) => {
    if (named(f, i)) numbers.addLayer(L.tooltip({ permanent: true, direction: 'right', className: 'tz-map__town', offset: [5, 0] }).setLatLng(f.at).setContent(f.p.label.split(' · ')[0].replace('№ ', '')))
  })
  const near = () => (map.getZoom() >= 15 || fixes.length <= 12 ? numbers.addTo(map) : numbers.remove()) // from afar they only hide one another
  map.on('zoomend', near)
  near()
  let timer = 0, t = fixes[0].t, shown = null

  // place of the last fix that is not after t: the search is over a sorted list
  const last = (x) => {
    let a = 0, b = fixes.length
    while (a < b) { const m = (a + b) >> 1; if (fixes[m].t <= x) a = m + 1; else b = m }
    return a - 1
  }
  const show = (x, quiet) => {
    t = Math.min(Math.max(x, from), until)
    slider.value = t
    const i = last(t), when = say.format(new Date(t * 1000))
    slider.setAttribute('aria-valuetext', when)
    if (i < 0) {
      dot.remove(); halo.remove()
      if (!quiet) now.textContent = `${when}: ${box.dataset.before}`
      return
    }
    const f = fixes[i], silent = t - f.t > gap
    dot.setLatLng(f.at).setStyle({ fillOpacity: silent ? 0 : 1, dashArray: silent ? '3 3' : null }).addTo(map)
    halo.setLatLng(f.at).setRadius(f.p.radius || 1).addTo(map)
    if (!map.getBounds().contains(f.at)) map.panTo(f.at, { animate: false })
    const text = silent ? `${when}: ${box.dataset.silence} ${say.format(new Date(f.t * 1000))}` : [when, f.p.label, f.p.note].filter(Boolean).join(' · ')
    if (!quiet || shown !== i) now.textContent = text
    shown = i
  }
  const stop = () => {
    clearInterval(timer)
    timer = 0
    now.setAttribute('aria-live', 'polite')
    button.textContent = box.dataset.play
    button.setAttribute('aria-pressed', 'false')
  }
  const play = () => {
    if (t >= until) t = from
    now.setAttribute('aria-live', 'off') // a running clock is not read out
    button.textContent = box.dataset.pause
    button.setAttribute('aria-pressed', 'true')
    let before = performance.now()
    timer = setInterval(() => {
      const p = performance.now()
      show(t + (p - before) / 1000 * Number(speed.value))
      before = p
      if (t >= until) stop()
    }, 100)
  }
  const step = (n) => { stop(); show(fixes[Math.min(Math.max(last(t) + n, 0), fixes.length - 1)].t) }
  button.addEventListener('click', () => (timer ? stop() : play()))
  get('back').addEventListener('click', () => step(-1))
  get('on').addEventListener('click', () => step(1))
  slider.addEventListener('input', () => { stop(); show(Number(slider.value)) })
  for (const b of box.querySelectorAll('[data-at]')) b.addEventListener('click', () => { stop(); show(Number(b.dataset.at)) })
  box.addEventListener('keydown', (k) => {
    if (k.target.matches('select, button') && k.key === ' ') return
    if (k.key === ' ') { k.preventDefault(); timer ? stop() : play() }
    if (k.key === ',' || k.key === '.') step(k.key === ',' ? -1 : 1)
  })
  box.hidden = false
  show(fixes[0].t)
})
