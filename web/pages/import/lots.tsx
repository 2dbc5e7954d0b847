import { Outside } from '../../parts/fact.tsx'
import { Filled } from '../../parts/sentence.tsx'
import { useWords } from '../../words.ts'
import { Answer } from './answer.tsx'
import { Fate } from './fate.tsx'
import look from './import.module.css'
import { Notes } from './paper.tsx'
import { type LotsTaken, type Paper, saying } from './papers.ts'
import { ReadAs } from './read-as.tsx'
import { Scroll } from './scroll.tsx'
import { headerOf } from './seen.ts'
import { useWhy } from './why.ts'

/** What a list of lots would change. */
export function LotsOf({ paper, lots }: { paper: Paper; lots: LotsTaken }) {
  const { importing: words, parts } = useWords()
  const why = useWhy()
  const { counts, columns, refused } = lots
  const taken = counts.new + counts.changed
  const header = paper.looked && columns.length > 0 ? headerOf(paper.looked, columns) : undefined
  const reasons = new Map(refused.map(({ row, reason }) => [String(row), reason]))
  const sentence = words.say[saying(lots.changes, taken, counts.refused)]
  return (
    <>
      <Answer paper={paper}>
        <Filled
          text={sentence}
          with={{
            rows: words.say.lots(taken + counts.same),
            taken: parts.number(taken + counts.same),
            refused: words.say.wait(counts.refused),
          }}
        />
      </Answer>
      <ul className={look['fates']}>
        {(['new', 'changed', 'same', 'refused', 'elsewhere'] as const).map(name => (
          <li key={name} className={look['tally']} data-of={name} data-none={counts[name] === 0 || undefined}>
            <b>{parts.number(counts[name])}</b> {words.fates[name]}
          </li>
        ))}
      </ul>
      {refused.length > 0 && (
        <Scroll label={words.fates.refused} low>
          <table className={look['outcomes']}>
            <tbody>
              {refused.map((row, at) => (
                <tr key={at}>
                  <th scope="row" className="number">
                    {row.row}
                  </th>
                  <td>
                    <Fate of="refused" />
                  </td>
                  <td>
                    <Outside text={row.cells.filter(Boolean).slice(0, 3).join(' · ')} />
                  </td>
                  <td>{why(row.code, row.reason)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {header && (
        <ReadAs
          paper={paper}
          columns={columns}
          of="lots"
          fateOf={(row, sheet) => {
            const reason = reasons.get(sheet === null ? String(row) : `sheet ${sheet}, row ${row}`)
            return reason === undefined ? undefined : { what: 'refused', reason }
          }}
        />
      )}
      <Notes notes={lots.notes} />
    </>
  )
}
