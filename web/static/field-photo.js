// Photographs on the device: drawn anew, so that nothing of the file but the picture is kept. Where it was taken goes with the rest.
export const MOST = 20 << 20
const EDGE = 2000

// redraw gives the picture as JPEG bytes; it throws when the file is no picture.
export const redraw = async (file) => {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', 0.85) })
  return blob.arrayBuffer()
}
