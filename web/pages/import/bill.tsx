import { useDeferredValue, useState } from 'react'
import type { Out } from '../../api.ts'
import { useAsk } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Select } from '../../parts/select.tsx'
import { Filled } from '../../parts/sentence.tsx'
import { useWords } from '../../words.ts'
import { Answer } from './answer.tsx'
import look from './import.module.css'
import { Notes, type OfSite } from './paper.tsx'
import { type Bill, choose, note, type Paper } from './papers.ts'
import { instantIn } from './time.ts'

/** A bill of materials: what it lists and what is known of that, and which asset it is of. */
export function BillOf({ paper, bill, site }: { paper: Paper; bill: Bill; site: OfSite }) {
  const { importing: words } = useWords()
  return (
    <>
      <Answer paper={paper}>{bill.components === 0 ? words.say.billNone : words.say.bill(bill.components)}</Answer>
      {bill.components > 0 && <Judged judged={bill.judged} />}
      <Bound paper={paper} site={site} />
      <Notes notes={bill.notes} />
    </>
  )
}

function Judged({ judged }: { judged: Bill['judged'] }) {
  const { importing: words, parts } = useWords()
  if (judged.affected === null || judged.components === 0)
    return judged.affected === null ? <p className="soft">{words.judgedNot}</p> : null
  return (
    <p>
      <Filled
        text={words.judged}
        with={{
          components: words.components(judged.components),
          affected: <b>{parts.number(judged.affected)}</b>,
          undecided: <b>{parts.number(judged.undecided ?? 0)}</b>,
        }}
      />{' '}
      {(judged.unchecked ?? 0) > 0 && <span className="soft">{words.unchecked(judged.unchecked ?? 0)}</span>}
    </p>
  )
}

/** Which asset a bill is of, whether it runs there or should, and since when. */
function Bound({ paper, site }: { paper: Paper; site: OfSite }) {
  const { importing: words } = useWords()
  const { id, choice } = paper
  const [from, setFrom] = useState('')
  const [wrong, setWrong] = useState(false)
  return (
    <fieldset className={look['bound']}>
      <legend>{words.bind}</legend>
      {choice.asset ? (
        <p>
          <bdi>{words.assetChosen(choice.asset.name)}</bdi>{' '}
          <Button kind="quiet" onClick={() => choose(id, { asset: undefined })}>
            {words.assetOther}
          </Button>
        </p>
      ) : (
        <div className={look['seek']}>
          <AssetChoice paper={paper} site={site} />
        </div>
      )}
      {choice.asset && (
        <div className={look['fields']}>
          <Select label={words.kind} value={choice.kind} choices={words.kinds} onChange={kind => note(id, { kind })} />
          <Field
            label={words.from}
            hint={`${words.fromHint} ${site.timeZone}`}
            wrong={wrong ? words.fromWrong : undefined}
            placeholder="2026-03-01 06:00"
            value={from}
            onChange={event => setFrom(event.target.value)}
            onBlur={() => {
              const at = from.trim() === '' ? '' : instantIn(from.trim(), site.timeZone)
              setWrong(at === undefined)
              if (at !== undefined && at !== choice.validFrom) choose(id, { validFrom: at })
            }}
          />
          <Field
            label={words.part}
            hint={words.partHint}
            defaultValue={choice.part}
            onBlur={event => event.target.value !== choice.part && choose(id, { part: event.target.value.trim() })}
          />
        </div>
      )}
    </fieldset>
  )
}

function AssetChoice({ paper, site }: { paper: Paper; site: OfSite }) {
  const { importing: words } = useWords()
  const [sought, setSought] = useState('')
  const asked = useDeferredValue(sought.trim())
  const found = useAsk(
    'assets.list',
    { siteId: site.id, words: asked, limit: 8 },
    { when: asked.length > 1, keep: true },
  )
  const rows = asked.length > 1 ? (found.data?.rows ?? []) : []
  return (
    <>
      <Field
        label={words.asset}
        hint={`${words.assetHint} ${words.bindLead}`}
        value={sought}
        onChange={event => setSought(event.target.value)}
      />
      {asked.length > 1 && found.data && rows.length === 0 && <p className="soft">{words.assetNone}</p>}
      {rows.length > 0 && (
        <ul className={look['found']} aria-label={words.assetFound}>
          {rows.map(asset => (
            <li key={asset.id}>
              <button type="button" onClick={() => choose(paper.id, { asset: { id: asset.id, name: nameOf(asset) } })}>
                <bdi>{nameOf(asset)}</bdi>{' '}
                <bdi className="soft">{[asset.vendor, asset.product, asset.path].filter(Boolean).join(' · ')}</bdi>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function nameOf({ tag, name, id }: Out<'assets.list'>['rows'][number]): string {
  return tag ?? name ?? id
}
