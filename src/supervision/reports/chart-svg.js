// The one place where ECharts makes SVG of an option, for reports (in a thread of their own) and for the console. Plain JavaScript,
// for a thread starts without the loader that reads the rest; loaded when first needed, for it is large.
// One file: loaded as the modules that it is made of, it would take ten times as long.
import echarts from 'echarts/dist/echarts.common.min.js'

export function chartSvg(option, width, height) {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption(option)
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}
