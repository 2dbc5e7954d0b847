import { noteList } from '#base'
import { loadWorkbook, type Paper } from '#boms'
import { roleTable, tableLayout } from '../import-columns.ts'
import type { ImportChoices, Imported, ImportFormat, ImportHead } from '../import-format.ts'
import { imported } from '../import-made.ts'
import { refusedList } from '../import-refused.ts'
import { type PlaceRow, stated } from '../import-row.ts'
import { readTables, type TableRow, type TableWanted } from '../import-rows.ts'
import { rankOf } from '../import-value.ts'

/**
 * Equipment models of ISA-95 in the template of ServiceNow's Industrial Process Manager, columns A to J: Path (the short codes of an
 * entity and all above it, `ATL-B42-MQSTOR-Z1`), Short Code, Entity Name, Location, Assigned to, Support Group, Description, Process
 * criticality, Company, Template. The first code is the site.
 */
export const servicenowTemplate: ImportFormat = {
  id: 'servicenow-template',
  label: 'ServiceNow equipment model template (XLSX, CSV)',
  takes: 'entities of every level by their paths, with name, location, group, criticality',
  leaves: 'relations to assets, sample rows',
  kind: 'places',
  sniff,
  prepare: loadWorkbook,
  read,
}

const wanted: TableWanted = {
  table: roleTable({
    path: 'path',
    code: 'shortcode',
    name: 'entityname',
    location: 'location',
    assigned: 'assignedto',
    group: 'supportgroup',
    description: 'description',
    criticality: 'processcriticality',
    company: 'company',
    template: 'template',
  }),
  wanted: roles => roles.has('path') && roles.has('name') && (roles.has('code') || roles.has('template')),
  missing: 'has the columns Path, Short Code and Entity Name',
  example:
    'Path,Short Code,Entity Name,Location,Assigned to,Support Group,Description,Process criticality,Company,Template',
  except: /^sample data/i,
}

function sniff({ tables }: ImportHead): boolean {
  return tables.some(({ text }) => tableLayout(text, wanted.table, wanted.wanted) !== undefined)
}

function read(paper: Paper, choices: ImportChoices = {}): Imported {
  const notes = noteList()
  const refused = refusedList(paper.name || 'standard input')
  const { columns, mapping, rows } = readTables(paper, choices, wanted, notes, refused)
  const paths = new Set(rows.flatMap(row => row.said('path') ?? []))
  const seen = new Set<string>()
  const places: PlaceRow[] = []
  for (const row of rows) {
    const path = row.said('path')
    if (path === undefined) {
      refused.add(row.place, row.cells, {
        code: 'no-path',
        reason: 'It has no path.',
        next: 'Write the short codes from the site down to it.',
      })
    } else if (seen.has(path)) {
      refused.add(row.place, row.cells, {
        code: 'path-twice',
        reason: `The path ${JSON.stringify(path)} stands above already.`,
        next: 'Give each entity a path of its own.',
      })
    } else {
      seen.add(path)
      places.push(placeOf(row, codesOf(path, row.said('code'), paths)))
    }
  }
  return imported(servicenowTemplate, { columns, mapping, places, refused: refused.rows, notes: notes.notes })
}

/** The codes of a path: cut where the path above it stands in the table too, since a code may hold a hyphen itself. */
function codesOf(path: string, code: string | undefined, paths: ReadonlySet<string>): string[] {
  const codes: string[] = []
  let rest = path
  let own = code
  // A path is as deep as it has hyphens: each round takes one code off.
  while (rest !== '') {
    const above =
      own !== undefined && rest.endsWith(`-${own}`) ? rest.slice(0, -own.length - 1) : longestAbove(rest, paths)
    if (above === undefined) return [...rest.split('-').filter(one => one !== ''), ...codes]
    codes.unshift(rest.slice(above.length + 1))
    rest = above
    own = undefined
  }
  return codes
}

function longestAbove(path: string, paths: ReadonlySet<string>): string | undefined {
  for (let at = path.lastIndexOf('-'); at > 0; at = path.lastIndexOf('-', at - 1))
    if (paths.has(path.slice(0, at))) return path.slice(0, at)
  return undefined
}

const kinds: readonly (readonly [NonNullable<PlaceRow['kind']>, RegExp])[] = [
  ['enterprise', /enterprise|unternehmen/i],
  ['site', /\bsite\b|werk|plant\b/i],
  ['area', /area|building|bereich|geb/i],
  ['cell', /work ?cell|process cell|zelle|storage zone/i],
  ['line', /line|linie|production unit/i],
  ['unit', /unit|equipment|einheit/i],
]

const byDepth = ['site', 'area', 'line', 'cell', 'unit'] as const

function placeOf(row: TableRow, codes: readonly string[]): PlaceRow {
  const { said } = row
  const template = said('template')
  const kind = codes.length === 1 ? 'site' : kinds.find(([, pattern]) => pattern.test(template ?? ''))?.[0]
  return {
    row: row.place,
    ...stated<Omit<PlaceRow, 'row' | 'path' | 'simulated'>>({
      site: codes[0],
      code: said('code') ?? codes.at(-1)!,
      name: said('name'),
      kind: kind ?? byDepth[Math.min(codes.length, byDepth.length) - 1],
      description: said('description'),
      location: said('location'),
      assignedTo: said('assigned'),
      supportGroup: said('group'),
      company: said('company'),
      rank: rankOf(said('criticality') ?? ''),
      template,
    }),
    path: codes.slice(1),
    simulated: false,
  }
}
