// Has the charts of a content drawn by a thread of their own: laying out and painting takes a second of a processor, and no
// request waits for it.
import { Worker } from 'node:worker_threads'
import { type ChartFont, chartFont } from './chart-font.ts'
import { chartHeight, chartOption, chartWidth } from './chart-option.ts'
import { type ReportContent, tablesOf } from './content.ts'

/** A dozen charts take some seconds, and ten times that on a machine that is busy; a thread that takes this long is stuck. */
const drawMs = 180_000

/** PNG by chart id; charts of nothing, and all where no font is found, are not among them. */
export async function drawCharts(
  content: ReportContent,
  configured?: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const byId = new Map(tablesOf(content).map((table) => [table.id, table]))
  const wanted = content.pieces.flatMap((piece) => {
    if (piece.kind !== 'chart') return []
    const table = byId.get(piece.chart.table)
    const option = table && chartOption(piece.chart, table)
    return option ? [{ id: piece.chart.id, option, width: chartWidth, height: chartHeight(piece.chart, table) }] : []
  })
  const font = wanted.length > 0 ? chartFont(configured) : undefined
  if (font === undefined) return new Map()
  const drawn = await inThread(wanted, font)
  return new Map(wanted.map(({ id }, i) => [id, drawn[i] as Uint8Array]))
}

function inThread(charts: readonly object[], font: ChartFont): Promise<Uint8Array[]> {
  const thread = new Worker(new URL('./chart-thread.js', import.meta.url))
  return new Promise<Uint8Array[]>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the charts took too long')), drawMs)
    thread.once('message', ({ drawn }: { drawn: Uint8Array[] }) => {
      clearTimeout(late)
      resolve(drawn)
    })
    thread.once('error', (error) => {
      clearTimeout(late)
      reject(error)
    })
    thread.once('exit', () => {
      clearTimeout(late)
      reject(new Error('the thread that draws charts ended'))
    })
    thread.postMessage({ charts, font })
  }).finally(() => void thread.terminate())
}
