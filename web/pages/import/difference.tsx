import { useState } from 'react'
import { Outside } from '../../parts/fact.tsx'
import { Filled } from '../../parts/sentence.tsx'
import { useWords } from '../../words.ts'
import { Answer } from './answer.tsx'
import { fieldName, shown } from './changes.ts'
import { Fate, type FateName } from './fate.tsx'
import look from './import.module.css'
import { Notes } from './paper.tsx'
import { type Difference, type Paper, saying } from './papers.ts'
import { ReadAs } from './read-as.tsx'
import { Scroll } from './scroll.tsx'
import { headerOf } from './seen.ts'
import { useWhy } from './why.ts'

type Outcome = Difference['differences'][number]

const fates = ['new', 'changed', 'same', 'conflicting', 'refused', 'gone', 'elsewhere'] as const

/** What an inventory would change: in a sentence, in numbers that show their rows, and its first rows. */
export function DifferenceOf({ paper, difference }: { paper: Paper; difference: Difference }) {
  const { importing: words, parts } = useWords()
  const { counts, columns } = difference
  const taken = counts.rows - counts.refused - counts.elsewhere
  const also = words.also(counts.places, counts.zones)
  const sentence = words.say[saying(difference.changes, taken, counts.refused)]
  const header = paper.looked && columns.length > 0 ? headerOf(paper.looked, columns) : undefined
  const outcomes = new Map([...difference.preview, ...difference.differences].map(one => [String(one.row), one]))
  return (
    <>
      <Answer paper={paper} note={also && words.alsoNew(also)}>
        <Filled
          text={sentence}
          with={{
            rows: words.say.rows(counts.rows),
            taken: parts.number(taken),
            refused: words.say.wait(counts.refused),
          }}
        />
      </Answer>
      <Fates difference={difference} />
      {header && (
        <ReadAs
          paper={paper}
          columns={columns}
          of="inventory"
          fateOf={(row, sheet) => outcomes.get(sheet === null ? String(row) : `sheet ${sheet}, row ${row}`)}
        />
      )}
      {!header && difference.preview.length > 0 && (
        <>
          <h4>{words.firstRows}</h4>
          <Outcomes rows={difference.preview} />
        </>
      )}
      <Notes notes={difference.notes} />
    </>
  )
}

/** The numbers of the difference, each a button that shows its rows. */
function Fates({ difference }: { difference: Difference }) {
  const { importing: words, parts } = useWords()
  const { counts } = difference
  const first = (['refused', 'conflicting', 'changed', 'gone'] as const).find(name => counts[name] > 0)
  const [chosen, setChosen] = useState<FateName | undefined>(first)
  const rows = rowsOf(difference, chosen)
  const all = chosen === undefined ? 0 : counts[chosen]
  return (
    <section aria-label={words.difference}>
      <ul className={look['fates']}>
        {fates.map(name => (
          <li key={name}>
            <button
              type="button"
              data-of={name}
              data-none={counts[name] === 0 || undefined}
              disabled={counts[name] === 0}
              aria-pressed={chosen === name}
              title={words.fatesMore[name]}
              onClick={() => setChosen(chosen === name ? undefined : name)}
            >
              <b>{parts.number(counts[name])}</b> {words.fates[name]}
            </button>
          </li>
        ))}
      </ul>
      {chosen !== undefined && all > 0 && (
        <>
          <p className="soft">
            {words.fatesMore[chosen]} {rows.length < all && words.differenceSome(rows.length, all)}
          </p>
          {rows.length > 0 && <Outcomes rows={rows} />}
        </>
      )}
    </section>
  )
}

function rowsOf({ preview, differences, gone }: Difference, chosen: FateName | undefined): Outcome[] {
  if (chosen === 'gone')
    return gone.map(({ assetId, ref }) => ({ row: '', noun: 'asset', what: 'same', label: ref, id: assetId }))
  const all = new Map([...preview, ...differences].map(one => [`${one.noun} ${one.row} ${one.label}`, one]))
  return [...all.values()].filter(({ what }) => what === chosen)
}

/** Rows with what they say anew, contradict, or why they are not taken. */
function Outcomes({ rows }: { rows: readonly Outcome[] }) {
  const { importing: words } = useWords()
  const why = useWhy()
  return (
    <Scroll label={words.difference} low>
      <table className={look['outcomes']}>
        <thead>
          <tr>
            <th scope="col">{words.row}</th>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.outcome.label}</th>
            <th scope="col">{words.outcome.change}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((outcome, at) => (
            <tr key={at}>
              <td className="number">{outcome.row}</td>
              <td>
                <Fate of={outcome.what} />
              </td>
              <td>
                <Outside text={outcome.label} />
              </td>
              <td>
                {outcome.reason !== undefined && why(outcome.code, outcome.reason)}
                {outcome.changes?.map(({ field, before, after }) => (
                  <span key={field} className={look['change']}>
                    {fieldName(words.fields, field)}: <s>{shown(before, words.outcome.nothing)}</s> →{' '}
                    <b>{shown(after, words.outcome.nothing)}</b>
                  </span>
                ))}
                {outcome.contested && outcome.contested.length > 0 && (
                  <span className={look['change']}>
                    {words.outcome.contested(outcome.contested.map(name => fieldName(words.fields, name)).join(', '))}
                  </span>
                )}
                {outcome.knownBy === 'address' && <span className="soft"> {words.outcome.weak}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
