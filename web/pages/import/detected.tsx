import type { ReactNode } from 'react'
import { Field, Tick } from '../../parts/field.tsx'
import { Select } from '../../parts/select.tsx'
import { Shape } from '../../parts/shape.tsx'
import { useWords } from '../../words.ts'
import look from './import.module.css'
import type { OfSite } from './paper.tsx'
import { type Choice, choose, type Paper, type Told } from './papers.ts'
import { headerOf } from './seen.ts'

/** What a file was recognised as and by what, how it was read, and what can be said about it. */
export function Detected({ paper, told, site }: { paper: Paper; told: Told; site: OfSite }) {
  const { importing: words } = useWords()
  const { choice, looked } = paper
  const what = told.bom
    ? words.bill(told.bom.format)
    : told.plant
      ? (words.formats[told.plant.format] ?? told.plant.format)
      : words.lotsTable
  const columns = (told.plant ?? told.lots)?.columns ?? []
  const known = columns.flatMap(({ header, role }) => (role === undefined ? [] : [header]))
  const by = choice.as
    ? words.by.said
    : known.length > 0
      ? words.by.columns(`${known.slice(0, 4).join(', ')}${known.length > 4 ? ' …' : ''}`)
      : words.by.content
  const seen = looked && columns.length > 0 ? headerOf(looked, columns) : undefined
  return (
    <div className={look['detected']}>
      <p>
        {words.detected} <strong>{what}</strong> <bdi className="soft">{by}</bdi>
        {by.endsWith('…') ? ' ' : '. '}
        {looked?.encoding && seen?.table.separator && (
          <span className="soft">
            {words.written(
              words.encodings[looked.encoding] ?? looked.encoding,
              words.separators[seen.table.separator] ?? seen.table.separator,
            )}{' '}
          </span>
        )}
        {seen && <span className="soft">{words.headerAt(seen.row)}</span>}
      </p>
      {looked?.toMend && <Remark>{words.toMend}</Remark>}
      {told.plant?.active && <Remark warns>{words.active}</Remark>}
      {told.plant?.simulated && <Remark>{words.simulated}</Remark>}
      <Said
        paper={paper}
        site={site}
        isBill={told.bom !== undefined}
        isWindows={(told.plant?.counts.windows ?? 0) > 0}
      />
    </div>
  )
}

function Remark({ warns = false, children }: { warns?: boolean; children: ReactNode }) {
  return (
    <p className={look['remark']} data-warns={warns || undefined}>
      {warns && <Shape of="warning" />} {children}
    </p>
  )
}

/** What somebody may say of a file: what it is, who tells it, how its times and versions are meant. */
function Said({ paper, site, isBill, isWindows }: { paper: Paper; site: OfSite; isBill: boolean; isWindows: boolean }) {
  const { importing: words } = useWords()
  const { id, choice, told } = paper
  const later = (name: 'source' | 'timeZone' | 'place') => ({
    defaultValue: choice[name],
    onBlur: (event: { target: { value: string } }) => {
      if (event.target.value.trim() !== choice[name]) choose(id, { [name]: event.target.value.trim() })
    },
  })
  return (
    <details className={look['said-more']}>
      <summary>{words.more}</summary>
      <div className={look['fields']}>
        <Select<Choice['as']>
          label={words.as}
          value={choice.as}
          choices={words.asChoices}
          onChange={as => choose(id, { as })}
        />
        {!isBill && (
          <>
            <Field
              label={words.source}
              hint={words.sourceHint}
              placeholder={told?.plant?.source ?? told?.lots?.source}
              maxLength={100}
              {...later('source')}
            />
            <Field
              label={words.timeZone}
              hint={words.timeZoneHint(site.timeZone)}
              placeholder={site.timeZone}
              {...later('timeZone')}
            />
            {isWindows && <Field label={words.place} hint={words.placeHint} {...later('place')} />}
          </>
        )}
      </div>
      {told?.plant && (
        <div className={look['ticks']}>
          <Tick
            label={words.complete}
            hint={words.completeHint}
            checked={choice.complete}
            onChange={event => choose(id, { complete: event.target.checked })}
          />
          <Tick
            label={words.versionsAsWritten}
            hint={words.versionsAsWrittenHint}
            checked={choice.versionsAsWritten}
            onChange={event => choose(id, { versionsAsWritten: event.target.checked })}
          />
        </div>
      )}
    </details>
  )
}
