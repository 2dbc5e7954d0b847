import { Tick } from '../../parts/field.tsx'
import { useWords } from '../../words.ts'
import look from './import.module.css'
import { choose, type Looked, type Paper } from './papers.ts'

type Table = Looked['tables'][number]

/** Under what the column of a sheet is spoken of: `SHEET!HEADER` where there are several sheets. */
export function keyIn(sheet: string | null | undefined, header: string): string {
  return sheet == null ? header : `${sheet}!${header}`
}

/** Whether somebody left a sheet out. */
export function isLeftOut(mapping: Readonly<Record<string, string>>, sheet: string | null): boolean {
  return mapping[keyIn(sheet, '*')] === 'ignore'
}

/** The sheets of a workbook that has several: which are taken in, and which one is shown below. */
export function Sheets({
  paper,
  tables,
  readOf,
  shown,
  onShown,
}: {
  paper: Paper
  tables: readonly Table[]
  /** How many columns of a sheet are known; none where it is not read. */
  readOf: (sheet: string) => number
  shown: string
  onShown: (sheet: string) => void
}) {
  const { importing: words } = useWords()
  const { mapping } = paper.choice
  const take = (sheet: string, taken: boolean) => {
    const { [keyIn(sheet, '*')]: _, ...rest } = mapping
    choose(paper.id, { mapping: taken ? rest : { ...rest, [keyIn(sheet, '*')]: 'ignore' } })
  }
  return (
    <fieldset className={look['sheets']}>
      <legend>{words.sheets}</legend>
      <ul>
        {tables.map(({ sheet }) =>
          sheet === null ? null : (
            <li key={sheet}>
              <Tick
                label={sheet}
                hint={isLeftOut(mapping, sheet) ? words.sheetLeftOut : words.sheetRead(readOf(sheet))}
                checked={!isLeftOut(mapping, sheet)}
                onChange={event => take(sheet, event.target.checked)}
              />
              <button
                type="button"
                className={look['sheet']}
                aria-pressed={sheet === shown}
                aria-label={words.sheetShowOf(sheet)}
                onClick={() => onShown(sheet)}
              >
                {words.sheetShow}
              </button>
            </li>
          ),
        )}
      </ul>
    </fieldset>
  )
}
