// A thread that draws charts: ECharts makes SVG of an option, resvg a picture of it. Plain JavaScript, for a thread starts
// without the loader that reads the rest. It ends when its one message is answered: what it loaded is large and seldom used.
import { parentPort } from 'node:worker_threads'
import { Resvg } from '@resvg/resvg-js'
// One file: loaded as the modules that it is made of, it would take ten times as long.
import echarts from 'echarts/dist/echarts.common.min.js'

/** More pixels than it was laid out with: sharp on paper, and small as a file. */
const zoom = 2.4

parentPort?.once('message', ({ charts, font }) => {
  const drawn = charts.map(({ option, width, height }) => {
    const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
    chart.setOption({ ...option, textStyle: { fontFamily: font.family } })
    const svg = chart.renderToSVGString()
    chart.dispose()
    const resvg = new Resvg(svg, {
      fitTo: { mode: 'zoom', value: zoom },
      font: { loadSystemFonts: false, fontFiles: [font.file], defaultFontFamily: font.family },
    })
    return resvg.render().asPng()
  })
  parentPort?.postMessage({ drawn })
})
