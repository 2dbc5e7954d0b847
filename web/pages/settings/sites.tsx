import { type FormEvent, useMemo, useState } from 'react'
import { useAct, usePages } from '../../asking.ts'
import { Button } from '../../parts/button.tsx'
import { When, whenText } from '../../parts/date.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Field, Tick } from '../../parts/field.tsx'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { Clipped, type Column, Table } from '../../parts/table.tsx'
import { useWords, type Words } from '../../words.ts'
import { FormDialog } from './form-dialog.tsx'
import type { Site } from './plant.ts'
import type { Rights } from './rights.ts'
import look from './settings.module.css'
import { MayNot, Wrong } from './wrong.tsx'

const keyOf = ({ id }: Site) => id
const addressOf = ({ code }: Site) => ({ to: '/plant', search: { site: code } })

/** Sites that may be seen, and a new one. */
export function Sites({ rights }: { rights: Rights }) {
  const words = useWords()
  const { settings } = words
  const { sites } = settings
  const found = usePages('sites.list', { limit: 200 })
  const [renamed, setRenamed] = useState<Site>()
  const may = rights.everywhere('plant.admin')
  const columns = useMemo(() => siteColumns(words, may ? setRenamed : undefined), [words, may])
  if (found.error) return <Failed error={found.error} onAgain={found.again} />
  if (found.loading) return <Loading />
  return (
    <>
      <div className={look['bar']}>
        <p className="soft">{sites.lead}</p>
        {may ? (
          <Add />
        ) : (
          <MayNot what={roles => settings.open(sites.what, roles)} roles={rights.roles('plant.admin')} />
        )}
      </div>
      {found.rows.length === 0 ? (
        <Empty title={sites.none}>{sites.noneMore}</Empty>
      ) : (
        <Table
          id="sites"
          title={sites.title}
          rows={found.rows}
          columns={columns}
          rowKey={keyOf}
          rowAddress={addressOf}
          plain
          {...(found.onMore && { onMore: found.onMore })}
        />
      )}
      {renamed && <Rename site={renamed} onClose={() => setRenamed(undefined)} />}
    </>
  )
}

function siteColumns(
  { settings: { sites }, parts }: Words,
  onRename: ((site: Site) => void) | undefined,
): Column<Site>[] {
  const rename: Column<Site> = {
    id: 'rename',
    title: '',
    value: () => null,
    show: site => (
      <Button aria-label={sites.renameOf(site.code)} onClick={() => onRename?.(site)}>
        {sites.rename}
      </Button>
    ),
    width: 150,
  }
  return [
    { id: 'code', title: sites.code, value: ({ code }) => code, width: 120 },
    { id: 'name', title: sites.name, value: ({ name }) => name, show: ({ name }) => <Clipped text={name} /> },
    { id: 'zone', title: sites.zone, value: ({ timeZone }) => timeZone, width: 220 },
    {
      id: 'simulated',
      title: sites.simulated,
      value: ({ simulated }) => (simulated ? sites.simulatedYes : null),
      width: 120,
    },
    {
      id: 'made',
      title: sites.made,
      value: ({ recordedAt, timeZone }) => whenText(recordedAt, timeZone, parts),
      show: ({ recordedAt, timeZone }) => <When at={recordedAt} zone={timeZone} form="day" />,
      width: 186,
    },
    ...(onRename ? [rename] : []),
  ]
}

/** Another name for a site; nothing else of it changes. */
function Rename({ site, onClose }: { site: Site; onClose: () => void }) {
  const { settings, frame } = useWords()
  const { sites } = settings
  const change = useAct('sites.change')
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim()
    change.mutate({ id: site.id, name }, { onSuccess: onClose })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={sites.renameTitle(site.code)}
      actions={
        <>
          <Button onClick={onClose}>{frame.cancel}</Button>
          <Button kind="main" type="submit" form="rename-site" busy={change.isPending}>
            {sites.renameGo}
          </Button>
        </>
      }
    >
      <form id="rename-site" className={look['form']} onSubmit={send}>
        <Field
          label={sites.name}
          name="name"
          hint={sites.renameHint}
          defaultValue={site.name}
          required
          maxLength={200}
          autoFocus
        />
        <Wrong error={change.error} />
      </form>
    </Dialog>
  )
}

function Add() {
  const { settings } = useWords()
  const { sites } = settings
  const add = useAct('sites.add')
  const [open, setOpen] = useState(false)
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const told = (name: string) => String(given.get(name) ?? '').trim()
    add.mutate(
      { code: told('code'), name: told('name'), timeZone: told('timeZone'), simulated: given.has('simulated') },
      { onSuccess: () => setOpen(false) },
    )
  }
  return (
    <FormDialog
      id="add-site"
      label={sites.add}
      title={sites.addTitle}
      go={sites.addGo}
      busy={add.isPending}
      error={add.error}
      open={open}
      onOpen={() => {
        add.reset()
        setOpen(true)
      }}
      onClose={() => setOpen(false)}
      onSend={send}
    >
      <Field label={sites.code} name="code" hint={sites.codeHint} required maxLength={40} />
      <Field label={sites.name} name="name" required maxLength={200} />
      <Field
        label={sites.zone}
        name="timeZone"
        hint={sites.zoneHint}
        required
        maxLength={60}
        list="time-zones"
        defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
      />
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map(zone => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <Tick name="simulated" label={sites.simulated} hint={sites.simulatedHint} />
    </FormDialog>
  )
}
