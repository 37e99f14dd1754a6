// Cuts the six letters that Kyrgyz adds to the Russian alphabet out of the extended Cyrillic font (17 KB to 2 KB).
// The usual "cyrillic" part of a web font lacks them, and a name would show three letters in another face.
import { readFile, writeFile } from 'node:fs/promises'
import subsetFont from 'subset-font'

const [from, to] = process.argv.slice(2)
const cut = await subsetFont(await readFile(from), 'ңөүҢӨҮ', { targetFormat: 'woff2' })
await writeFile(to, cut)
