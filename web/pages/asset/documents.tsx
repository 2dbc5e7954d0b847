import { useMemo, useState } from 'react'
import { ask } from '../../api.ts'
import { Button } from '../../parts/button.tsx'
import { bytes } from '../../parts/bytes.ts'
import { When, whenText } from '../../parts/date.tsx'
import { Digest } from '../../parts/digest.tsx'
import { Outside } from '../../parts/fact.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { useWords, type Words } from '../../words.ts'
import { sha256 } from '../bom/sha256.ts'
import look from './asset.module.css'
import { calledBill, clipped, type Story } from './model.ts'

type Document = Story['documents'][number]

const keyOf = ({ digest }: Document) => digest
const addressOf = ({ digest }: Document) => ({ to: '/boms/$id', params: { id: digest } })

/** Every bill that ran on it or should have, as it came; and the files that told of it. */
export function Documents({ story }: { story: Story }) {
  const { asset } = useWords()
  const columns = useColumns(story.site.timeZone)
  const papers = story.tellers.filter(({ file }) => file !== null)
  return (
    <div className={look['sections']}>
      <section aria-labelledby="documents">
        <h2 id="documents">{asset.documents}</h2>
        {story.documents.length === 0 ? (
          <Empty title={asset.documentsNone}>{asset.documentsNoneNext}</Empty>
        ) : (
          <Table
            id="documents"
            title={asset.documents}
            rows={story.documents}
            columns={columns}
            rowKey={keyOf}
            rowAddress={addressOf}
            plain
            tall={420}
          />
        )}
      </section>
      {papers.length > 0 && (
        <section aria-labelledby="papers">
          <h2 id="papers">{asset.papers}</h2>
          <ul className={look['papers']}>
            {papers.map(({ id, name, file }) => (
              <li key={id}>
                <Link to="/imports/$id" params={{ id }}>
                  <bdi>{clipped(file ?? '')}</bdi>
                </Link>{' '}
                <span className="soft">
                  <Outside text={name} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function useColumns(zone: string): readonly Column<Document>[] {
  const words = useWords()
  const { asset, parts } = words
  return useMemo(() => {
    const { document: title } = asset
    return [
      {
        ...{ id: 'subject', title: title.subject, version: true },
        value: row => calledBill(row) || row.digest,
        show: row => <Clipped text={calledBill(row) || row.digest} />,
      },
      { id: 'role', title: title.role, width: 150, value: row => roleOf(row, words) },
      {
        ...{ id: 'format', title: title.format, width: 168 },
        value: ({ format }) => (format === 'asset-row' ? asset.oneLine : format),
        show: ({ format }) => <Clipped text={format === 'asset-row' ? asset.oneLine : format} />,
      },
      { id: 'components', title: title.components, width: 118, align: 'end', value: ({ components }) => components },
      {
        ...{ id: 'received', title: title.received, width: 148 },
        value: ({ receivedAt }) => whenText(receivedAt, zone, parts),
        show: ({ receivedAt }) => <When at={receivedAt} zone={zone} form="short" />,
      },
      {
        ...{ id: 'file', title: title.file },
        value: ({ file }) => file,
        show: ({ file }) => (file ? <Clipped text={file} mono /> : null),
      },
      {
        ...{ id: 'size', title: title.size, width: 84, align: 'end' },
        value: ({ size }) => size,
        show: ({ size }) => bytes(size, parts.locale),
      },
      {
        ...{ id: 'digest', title: title.digest, width: 176, version: true },
        value: ({ digest }) => digest,
        show: ({ digest }) => <Digest value={digest} />,
      },
      {
        ...{ id: 'original', title: title.original, width: 118 },
        value: () => null,
        show: row => <Original of={row} />,
      },
    ]
  }, [asset, parts, words, zone])
}

function roleOf({ observed, approved, holds }: Document, { asset }: Words): string {
  const ran = holds ? asset.roleRuns : asset.roleRan
  return [observed ? ran : '', approved ? asset.roleApproved : ''].filter(Boolean).join(', ')
}

/** Fetches the bytes of a bill, piece by piece, and gives them as a file. */
function Original({ of }: { of: Document }) {
  const { asset } = useWords()
  const [state, setState] = useState<'' | 'busy' | 'failed'>('')
  const fetchAll = async () => {
    setState('busy')
    try {
      save(await piecesOf(of), of.file ?? `${of.subject ?? 'bill'}.json`)
      setState('')
    } catch {
      setState('failed')
    }
  }
  return (
    <Button kind="quiet" busy={state === 'busy'} onClick={() => void fetchAll()}>
      {state === 'busy' ? asset.downloading : state === 'failed' ? asset.downloadFailed : asset.download}
    </Button>
  )
}

/** The bytes in pieces. Throws where they are not those of the bill's digest. */
async function piecesOf({ digest }: Document): Promise<Uint8Array<ArrayBuffer>[]> {
  const found: Uint8Array<ArrayBuffer>[] = []
  const sum = sha256()
  for (let piece: number | undefined = 0; piece !== undefined; ) {
    const given: { base64: string; next?: number | undefined } = await ask('boms.original', { id: digest, piece })
    const bytes = Uint8Array.from(atob(given.base64), letter => letter.charCodeAt(0))
    sum.add(bytes)
    found.push(bytes)
    piece = given.next
  }
  if (`sha256:${sum.end()}` !== digest) throw new Error(`these are not the bytes of ${digest}`)
  return found
}

function save(pieces: Uint8Array<ArrayBuffer>[], name: string): void {
  const address = URL.createObjectURL(new Blob(pieces, { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name.replaceAll(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, '-').slice(-120)
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
