import type { Out } from '../../api.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/select.tsx'
import { Typed } from '../../parts/typed.tsx'
import { useWords } from '../../words.ts'
import type { Sites } from './columns.tsx'
import look from './lots.module.css'

type Asked = Readonly<Record<'site' | 'product' | 'status' | 'q' | 'from' | 'until', string>> & {
  shipped: '' | 'yes' | 'no'
}

type FiltersGiven = {
  asked: Asked
  go(change: Partial<Asked>): void
  sites: Sites
  kinds: Out<'lots.kinds'> | undefined
  onClear: (() => void) | undefined
}

/** Choices by value: all, then what there is, and what is asked for even where it is not among that. */
function choicesOf(all: string, there: readonly (readonly [string, string])[], asked: string): Record<string, string> {
  const named = Object.fromEntries(there.map(([value, words]) => [value, words.slice(0, 60)]))
  return { '': all, ...named, ...(asked && { [asked]: named[asked] ?? asked.slice(0, 60) }) }
}

/** Narrows the list of lots. What is chosen counts at once, what is typed when it is left or entered. */
export function Filters({ asked, go, sites, kinds, onClear }: FiltersGiven) {
  const { lot: words } = useWords()
  const products = kinds?.products.slice(0, 200).map(({ product }) => [product, product] as const) ?? []
  const statuses = kinds?.statuses.map(({ status }) => [status, words.statusOf(status)] as const) ?? []
  const codes = [...sites.values()].map(({ code, name }) => [code, name] as const)
  return (
    <search className={`${look['filters']} screen`} aria-label={words.filters}>
      <Typed label={words.words} hint={words.wordsHint} value={asked.q} onValue={q => go({ q })} width={200} />
      {codes.length > 1 && (
        <Select
          label={words.site}
          value={asked.site}
          choices={choicesOf(words.anySite, codes, asked.site)}
          onChange={site => go({ site })}
        />
      )}
      <Select
        label={words.product}
        value={asked.product}
        choices={choicesOf(words.anyProduct, products, asked.product)}
        onChange={product => go({ product })}
      />
      <Select
        label={words.status}
        value={asked.status}
        choices={choicesOf(words.anyStatus, statuses, asked.status)}
        onChange={status => go({ status })}
      />
      <Select
        label={words.shipped}
        value={asked.shipped}
        choices={{ '': words.shippedAny, yes: words.shippedYes, no: words.shippedNo }}
        onChange={shipped => go({ shipped })}
      />
      <Typed label={words.from} value={asked.from} onValue={from => go({ from })} width={108} day />
      <Typed label={words.filterUntil} value={asked.until} onValue={until => go({ until })} width={108} day />
      {onClear && <Button onClick={onClear}>{words.clear}</Button>}
    </search>
  )
}
