/**
 * Gives out the refs of one bill: a wanted ref as it is the first time, later ones with ` (2)`, ` (3)` behind them, so
 * that a hostile or careless paper cannot make two components share one.
 */
export function references(): (wanted: string) => string {
  const taken = new Set<string>()
  const counts = new Map<string, number>()
  return wanted => {
    let ref = wanted
    let count = counts.get(wanted) ?? 1
    while (taken.has(ref)) ref = `${wanted} (${++count})`
    counts.set(wanted, count)
    taken.add(ref)
    return ref
  }
}
