/** What a model text says in one piece. */
export interface Model {
  product: string
  orderNumber?: string
  hardwareRevision?: string
  version?: string
}

/**
 * Parts of a model text: Rockwell writes catalogue number, series and revision in one (`1756-CNB/D 7.015`, `1756-L81E/B`), others put
 * the firmware behind the name (`BMX P34 2020 v2.9`).
 */
export function modelIn(text: string): Model {
  const found = /^(.*?\S)(?:\s+((?:fw\s*)?v?\d{1,4}(?:\.\d{1,6}){1,4}\w{0,4}))?$/i.exec(text.trim().slice(0, 300))
  const product = found?.[1] ?? text.trim()
  const version = found?.[2]
  const series = /^(\d{4}[A-Z]{0,3}-[A-Z0-9-]{2,20})\/([A-Z])(?=\s|$)(.*)$/.exec(product)
  return {
    product: series ? `${series[1]}${series[3]}` : product,
    ...(series && { orderNumber: series[1]!, hardwareRevision: series[2]! }),
    ...(version !== undefined && { version }),
  }
}
