// Has a chart drawn as SVG where the caller stands: for pages, whose few charts are small and kept. Reports have theirs drawn in
// a thread (draw-charts.ts).

export type ChartDrawer = (option: Readonly<Record<string, unknown>>, width: number, height: number) => string

let loaded: Promise<ChartDrawer> | undefined

/** ECharts is large: it is loaded when the first chart is asked for. */
export function chartDrawer(): Promise<ChartDrawer> {
  loaded ??= import(new URL('./chart-svg.js', import.meta.url).href).then(
    (module) => (module as { chartSvg: ChartDrawer }).chartSvg,
  )
  return loaded
}
