// A thread that draws charts: ECharts makes SVG of an option, resvg a picture of it. Plain JavaScript, for a thread starts
// without the loader that reads the rest. It ends when its one message is answered: what it loaded is large and seldom used.
import { parentPort } from 'node:worker_threads'
import { Resvg } from '@resvg/resvg-js'
import { chartSvg } from './chart-svg.js'

/** More pixels than it was laid out with: sharp on paper, and small as a file. */
const zoom = 2.4

parentPort?.once('message', ({ charts, font }) => {
  const drawn = charts.map(({ option, width, height }) => {
    const svg = chartSvg({ ...option, textStyle: { fontFamily: font.family } }, width, height)
    const resvg = new Resvg(svg, {
      fitTo: { mode: 'zoom', value: zoom },
      font: { loadSystemFonts: false, fontFiles: [font.file], defaultFontFamily: font.family },
    })
    return resvg.render().asPng()
  })
  parentPort?.postMessage({ drawn })
})
