import { useMemo } from 'react'
import { When, whenText } from '../../parts/date.tsx'
import { Link } from '../../parts/link.tsx'
import { Shape } from '../../parts/shape.tsx'
import { Empty } from '../../parts/state.tsx'
import { Clipped, type Column, type Group, Table } from '../../parts/table.tsx'
import { useWords, type Words } from '../../words.ts'
import look from './lot.module.css'
import type { LotAsset, LotRecord } from './record.ts'

/** An asset with one thing that ran on it, or with nothing where nothing is known. */
export interface RanRow {
  asset: LotAsset
  software: LotAsset['software'][number] | undefined
}

/** Every asset that a lot was made with, with each thing that ran on it: once, however many runs of the lot met it. */
export function ranOf({ assets }: LotRecord): RanRow[] {
  return assets.flatMap((asset): RanRow[] => {
    const each = [...new Map(asset.software.map(one => [`${one.bill} ${one.part} ${one.since}`, one])).values()]
    return each.length === 0 ? [{ asset, software: undefined }] : each.map(software => ({ asset, software }))
  })
}

export const tagOf = ({ tag, name, assetId }: LotAsset) => tag ?? name ?? assetId

/** The place of an asset, without its own name at the end. */
const placeOf = ({ path, tag }: LotAsset) =>
  tag !== null && path.endsWith(`/${tag}`) ? path.slice(0, -tag.length - 1) : path

const keyOf = ({ asset, software }: RanRow) => `${asset.assetId} ${software?.bill} ${software?.part} ${software?.since}`
const addressOf = ({ asset }: RanRow) => ({ to: '/assets/$id', params: { id: asset.assetId } })

/** What a lot was made with: assets by where they stand, and what ran on them then. */
export function Equipment({ record }: { record: LotRecord }) {
  const { lot: words, parts } = useWords()
  const rows = useMemo(() => ranOf(record), [record])
  const columns = useMemo(() => columnsOf(record, words, parts), [record, words, parts])
  const group: Group<RanRow> = useMemo(
    () => ({
      title: words.place,
      of: ({ asset }) => placeOf(asset),
      show: ([first]) => first && <Clipped text={placeOf(first.asset)} />,
    }),
    [words],
  )
  if (rows.length === 0)
    return (
      <Empty title={words.noEquipment}>
        <p>{words.noEquipmentNext}</p>
      </Empty>
    )
  return (
    <Table
      id="equipment"
      title={words.tabs.equipment}
      rows={rows}
      columns={columns}
      group={group}
      rowKey={keyOf}
      rowAddress={addressOf}
      plain
    />
  )
}

function columnsOf(record: LotRecord, words: Words['lot'], parts: Words['parts']): Column<RanRow>[] {
  const zone = record.site.timeZone
  const name = ({ software }: RanRow) => software?.subject ?? null
  return [
    { id: 'asset', title: words.asset, value: ({ asset }) => tagOf(asset), width: 132, version: true },
    {
      id: 'name',
      title: words.name,
      value: ({ asset }) => asset.name,
      show: ({ asset }) => asset.name !== null && <Clipped text={asset.name} />,
    },
    { id: 'level', title: words.level, value: ({ asset }) => asset.level, align: 'end', width: 66, hidden: true },
    {
      id: 'vendor',
      title: words.vendor,
      value: ({ asset }) => asset.vendor,
      show: ({ asset }) => asset.vendor !== null && <Clipped text={asset.vendor} />,
      hidden: true,
    },
    {
      id: 'software',
      title: words.software,
      value: name,
      show: row =>
        row.software === undefined ? (
          <span className={look['unknown']}>{words.softwareUnknown}</span>
        ) : (
          <Link to="/boms/$id" params={{ id: row.software.bill }}>
            <Clipped text={name(row) ?? row.software.part ?? row.software.bill.slice(0, 17)} />
          </Link>
        ),
    },
    {
      id: 'part',
      title: words.part,
      value: ({ software }) => (software?.part ? (words.parts[software.part] ?? software.part) : null),
      width: 92,
    },
    {
      id: 'version',
      title: words.version,
      value: ({ software }) => software?.version ?? null,
      show: ({ software }) => software?.version && <Clipped text={software.version} mono />,
      width: 130,
      version: true,
    },
    {
      id: 'since',
      title: words.ranSince,
      value: ({ software }) => whenText(software?.since ?? null, zone, parts),
      show: ({ software }) => software && <When at={software.since} zone={zone} form="short" />,
      width: 140,
    },
    {
      id: 'within',
      title: words.within,
      value: ({ software }) =>
        software === undefined
          ? null
          : `${whenText(software.from, zone, parts)} – ${software.until === null ? '' : whenText(software.until, zone, parts)}`,
      hidden: true,
      width: 300,
    },
    {
      id: 'components',
      title: words.components,
      value: ({ software }) => software?.components ?? null,
      align: 'end',
      width: 120,
    },
    {
      id: 'lots',
      title: words.lotsWith,
      value: () => null,
      show: ({ asset, software }) =>
        software && (
          <Link
            to="/lots"
            search={{ with: software.bill, on: asset.tag ?? asset.assetId }}
            title={words.lotsWithIt(
              `${software.subject ?? ''} ${software.version ?? ''}`.trim().slice(0, 100),
              tagOf(asset).slice(0, 60),
            )}
            className={look['lots']}
          >
            <Shape of="search" /> {words.lotsWith}
          </Link>
        ),
      width: 92,
    },
  ]
}
