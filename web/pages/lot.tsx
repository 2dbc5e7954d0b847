import { useEffect } from 'react'
import { oneOf, time, useAddress, usePart } from '../address.ts'
import { useAsk } from '../asking.ts'
import { Past } from '../parts/asof.tsx'
import { Button } from '../parts/button.tsx'
import { Link } from '../parts/link.tsx'
import head from '../parts/page-top.module.css'
import { Failed, Loading, NotAllowed } from '../parts/state.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { Title } from '../parts/title.tsx'
import { useWords } from '../words.ts'
import { Compared } from './lot/compared.tsx'
import { Equipment } from './lot/equipment.tsx'
import { Found } from './lot/found.tsx'
import { Header } from './lot/header.tsx'
import look from './lot/lot.module.css'
import { Made } from './lot/made.tsx'
import { Paper } from './lot/paper.tsx'
import { foundOf, type LotRecord } from './lot/record.ts'

/** The record of a lot: what it was made with, what was known of that when it was decided on, and what is known of it now. */
export function Page() {
  const { lot: words } = useWords()
  const id = usePart('id')
  const [{ decided, known }] = useAddress({ decided: time(), known: time() })
  const { data, error, refetch, isPlaceholderData } = useAsk(
    'lots.record',
    { id, ...(decided && { decided }), ...(known && { known }) },
    { keep: true },
  )
  if (error || !data)
    return (
      <>
        <Title title={words.title('')} />
        {error?.status === 403 ? (
          <NotAllowed />
        ) : error ? (
          <Failed error={error} onAgain={() => void refetch()} />
        ) : (
          <Loading lines={14} />
        )}
      </>
    )
  return <Shown record={data} dim={isPlaceholderData} />
}

function Shown({ record, dim }: { record: LotRecord; dim: boolean }) {
  const { lot: words, frame } = useWords()
  const [{ decided, known, tab }, go] = useAddress({
    decided: time(),
    known: time(),
    tab: oneOf('known', 'equipment', 'made'),
  })
  const title = words.title(record.number)
  useEffect(() => {
    document.title = `${title} – ${frame.product}`
  }, [title, frame.product])
  return (
    <div aria-busy={dim || undefined} className={look['page']}>
      <div className="screen">
        <div className={`${head['top']} ${look['top']}`}>
          <Header record={record} />
          <div className={look['tools']}>
            <Link to="/" search={{ q: `lot:${record.number}` }} className={look['link']}>
              {words.ask}
            </Link>
            <Button onClick={() => window.print()}>{words.print}</Button>
          </div>
        </div>
        <div className={look['past']}>
          <Past at={known} onAt={at => go({ known: at })} zone={record.site.timeZone} />
        </div>
        <Compared record={record} decided={decided} onDecided={at => go({ decided: at })} />
        <Tabs
          label={title}
          chosen={tab}
          onChoose={id => go({ tab: id as typeof tab })}
          tabs={[
            {
              id: 'known',
              title: words.tabs.known,
              count: foundOf(record).length,
              content: () => <Found record={record} />,
            },
            {
              id: 'equipment',
              title: words.tabs.equipment,
              count: record.assets.length,
              content: () => <Equipment record={record} />,
            },
            { id: 'made', title: words.tabs.made, count: record.shipments, content: () => <Made record={record} /> },
          ]}
        />
      </div>
      <Paper record={record} decided={decided !== ''} known={known !== ''} />
    </div>
  )
}
