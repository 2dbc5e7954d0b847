import { text, useAddress } from '../address.ts'
import { useAsk } from '../asking.ts'
import { Button } from '../parts/button.tsx'
import { Drop } from '../parts/drop.tsx'
import { Link } from '../parts/link.tsx'
import { Select } from '../parts/select.tsx'
import { Empty, Failed, Loading } from '../parts/state.tsx'
import { Title } from '../parts/title.tsx'
import { useWords } from '../words.ts'
import look from './import/import.module.css'
import { PaperCard } from './import/paper.tsx'
import { addPapers, clearDone, usePapers } from './import/papers.ts'

/** Bytes of one file that the server takes. */
const most = 1024 ** 3

/** Where files are dropped, tried, and taken in. */
export function Page() {
  const { importing: words } = useWords()
  const [{ site }, go] = useAddress({ site: text() })
  const sites = useAsk('sites.list', { limit: 500 })
  const papers = usePapers()
  if (sites.error)
    return (
      <>
        <Title title={words.title} />
        <Failed error={sites.error} onAgain={() => void sites.refetch()} />
      </>
    )
  if (!sites.data)
    return (
      <>
        <Title title={words.title} />
        <Loading />
      </>
    )
  const known = sites.data.rows.toSorted((a, b) => (a.code < b.code ? -1 : 1))
  const chosen = known.find(({ code }) => code === site) ?? known[0]
  if (!chosen)
    return (
      <>
        <Title title={words.title} />
        <Empty title={words.nothingYet}>{words.nothingYetMore}</Empty>
      </>
    )
  return (
    <>
      <Title title={words.title} lead={words.lead}>
        <Select
          label={words.site}
          value={chosen.code}
          choices={Object.fromEntries(known.map(({ code, name }) => [code, `${name} (${code})`]))}
          onChange={code => go({ site: code })}
        />
        <Link to="/imports" search={{ site: chosen.code }}>
          {words.history}
        </Link>
      </Title>
      <Drop many most={most} onFiles={files => addPapers(files, chosen.id)}>
        {words.takes}
      </Drop>
      {papers.length > 0 && (
        <section className={look['papers']} aria-labelledby="import-papers">
          <div className={look['bar']}>
            <h2 id="import-papers">{words.papers}</h2>
            {papers.some(({ step }) => step === 'taken') && (
              <Button kind="quiet" onClick={clearDone}>
                {words.clear}
              </Button>
            )}
          </div>
          {papers.map(paper => {
            const of = known.find(({ id }) => id === paper.siteId) ?? chosen
            return <PaperCard key={paper.id} paper={paper} site={of} />
          })}
        </section>
      )}
    </>
  )
}
