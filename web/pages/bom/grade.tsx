import { isRefusal, type Out } from '../../api.ts'
import { useAsk } from '../../asking.ts'
import { Outside } from '../../parts/fact.tsx'
import { Select } from '../../parts/select.tsx'
import { Filled } from '../../parts/sentence.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { useWords } from '../../words.ts'
import look from './bom.module.css'
import type { Given } from './model.ts'

type Profile = Out<'boms.grade'>['profiles'][number]
type Element = Profile['elements'][number]

/** How the bill meets what somebody asks of bills; unknown, withheld and missing each counted for itself. */
export function Grade({ bill, at, go }: Given) {
  const { bom } = useWords()
  const { data, error, refetch } = useAsk('boms.grade', { id: bill.digest })
  if (error && isRefusal(error) && error.code === 'boms/not-graded')
    return <Empty title={bom.notGraded}>{bom.notGradedNext}</Empty>
  if (error) return <Failed error={error} onAgain={() => void refetch()} />
  const profile = data?.profiles.find(({ id }) => id === at.profile)
  if (data === undefined || profile === undefined) return <Loading lines={14} />
  const choices = Object.fromEntries(data.profiles.map(({ id, label }) => [id, label]))
  const told = profile.elements.filter(({ verdict }) => verdict !== 'not-told')
  const untold = profile.elements.length - told.length
  const groups = [
    [bom.gradeBill, told.filter(({ of }) => of === 'bill')],
    [bom.gradeComponents(bill.components), told.filter(({ of }) => of === 'component')],
    [bom.gradeUntold, profile.elements.filter(({ verdict }) => verdict === 'not-told')],
  ] as const
  return (
    <>
      <div className={look['gradeHead']}>
        <Select
          label={bom.profile}
          value={at.profile}
          choices={choices as Record<typeof at.profile, string>}
          onChange={profile => go({ profile }, { push: true })}
        />
        <div>
          <p className={look['grade']}>
            <Filled
              text={bom.gradeSentence}
              with={{ held: <strong>{profile.held}</strong>, required: <strong>{profile.required}</strong> }}
            />{' '}
            {untold > 0 && <span className="soft">{bom.gradeRest(untold)}</span>}
          </p>
          <p className="soft">{bom.gradeLead}</p>
        </div>
      </div>
      {groups.map(
        ([title, elements]) => elements.length > 0 && <Group key={title} title={title} elements={elements} />,
      )}
    </>
  )
}

const shapes = { yes: 'fixed', partly: 'undecided', no: 'affected', 'not-told': 'unknown' } as const
const counts = ['given', 'unknown', 'withheld', 'invalid', 'missing'] as const

function Group({ title, elements }: { title: string; elements: readonly Element[] }) {
  const { bom } = useWords()
  const untold = elements.every(({ verdict }) => verdict === 'not-told')
  const single = elements.every(({ of }) => of === 'bill')
  return (
    <section>
      <h2 className={look['groupTitle']}>{title}</h2>
      <table className={look['elements']}>
        <thead>
          <tr>
            <th scope="col" className={look['mark']}>
              {bom.mark}
            </th>
            <th scope="col">{bom.element}</th>
            <th scope="col" className={look['level']}>
              {bom.level}
            </th>
            {!untold && single && (
              <th scope="col" className={look['answer']}>
                {bom.answer}
              </th>
            )}
            {!untold &&
              !single &&
              counts.map(count => (
                <th key={count} scope="col" className={look['count']}>
                  {bom[count]}
                </th>
              ))}
            {!untold && !single && <th scope="col">{bom.lacking}</th>}
          </tr>
        </thead>
        <tbody>
          {elements.map(element => (
            <Line key={element.id} element={element} untold={untold} single={single} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Line({ element, untold, single }: { element: Element; untold: boolean; single: boolean }) {
  const { bom, parts } = useWords()
  const { id, title, level, verdict } = element
  return (
    <tr data-verdict={verdict} data-level={level}>
      <td className={look['mark']}>
        <span className={look['marked']}>
          <Shape of={shapes[verdict]} /> {bom.marks[verdict]}
        </span>
      </td>
      <th scope="row">
        {title} <span className={`${look['code']} mono`}>{id}</span>
      </th>
      <td className={look['level']}>{bom.levels[level]}</td>
      {!untold && single && <Answer element={element} />}
      {!untold &&
        !single &&
        counts.map(count => (
          <td key={count} className={look['count']} data-count={element[count] > 0 ? count : undefined}>
            {element[count] === 0 ? <span className="soft">0</span> : parts.number(element[count])}
          </td>
        ))}
      {!untold && !single && (
        <td>
          <Lacking element={element} />
        </td>
      )}
    </tr>
  )
}

/** What the bill as a whole says to an element: unknown and withheld are said, missing is not. */
function Answer({ element }: { element: Element }) {
  const { bom } = useWords()
  const said = counts.find(count => element[count] > 0) ?? 'missing'
  return (
    <td className={look['answer']} data-count={said}>
      <span>{bom[said]}</span>
    </td>
  )
}

/** Refs that are shown at once. */
const few = 2

function Lacking({ element: { lacking, missing, invalid } }: { element: Element }) {
  const { bom } = useWords()
  if (lacking.length === 0) return null
  const all = missing + invalid
  const [shown, rest] = [lacking.slice(0, few), lacking.slice(few)]
  return (
    <div className={look['lacking']}>
      {shown.map(ref => (
        <Outside key={ref} text={ref} mono />
      ))}
      {rest.length > 0 && (
        <details>
          <summary>
            {bom.lackingMore(all - shown.length)}
            {all > lacking.length && ` (${bom.lackingMost})`}
          </summary>
          <ul>
            {rest.map(ref => (
              <li key={ref}>
                <Outside text={ref} mono />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
