// The place of a check-in: the browser is asked for it only when the button is tapped, and what it says stands in the field, where it can be
// changed or emptied before it is sent. Without this file the place is typed.

const box = document.querySelector('[data-locate]')
const field = document.getElementById('place')
if (box && field && navigator.geolocation) {
  const button = box.querySelector('button')
  const said = box.querySelector('[role=status]')
  box.hidden = false
  button.addEventListener('click', () => {
    button.disabled = true
    said.textContent = box.dataset.waits
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const metres = Math.max(1, Math.round(coords.accuracy))
        field.value = coords.latitude.toFixed(5) + ', ' + coords.longitude.toFixed(5) + ' ±' + metres + ' m'
        said.textContent = box.dataset.found.replace('#', metres)
        button.disabled = false
      },
      () => {
        said.textContent = box.dataset.failed
        button.disabled = false
      },
      { enableHighAccuracy: true, timeout: 30000, maximumAge: 0 },
    )
  })
}
const photo = document.getElementById('photo')
if (photo) photo.setAttribute('capture', 'user')
