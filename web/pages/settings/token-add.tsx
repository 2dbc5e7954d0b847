import { type FormEvent, useState } from 'react'
import { Field } from '../../parts/field.tsx'
import { useWords } from '../../words.ts'
import { FormDialog } from './form-dialog.tsx'
import { TokenSecret } from './once.tsx'
import { everywhere, type Where, whereOf } from './plant.ts'
import { type Role, RoleChoice } from './role-choice.tsx'
import { useSecretly } from './secretly.ts'

const day = 86_400_000
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

/** Makes a token, and shows its secret once. */
export function AddToken({ account }: { account: string }) {
  const { settings } = useWords()
  const { tokens } = settings
  const add = useSecretly('tokens.add')
  const [open, setOpen] = useState(false)
  const [role, setRole] = useState<Role>('viewer')
  const [where, setWhere] = useState<Where>(everywhere)
  const [made, setMade] = useState<{ name: string; token: string }>()
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const expires = `${String(given.get('expires'))}T23:59:59Z`
    const name = String(given.get('name')).trim()
    const out = await add.run({ name, role, ...whereOf(where), expires, ...(account && { account }) })
    if (!out) return
    setOpen(false)
    setMade({ name, token: out.token })
  }
  const today = Date.now()
  return (
    <>
      <FormDialog
        id="add-token"
        label={tokens.add}
        title={tokens.addTitle}
        go={tokens.addGo}
        busy={add.busy}
        error={add.error}
        open={open}
        onOpen={() => {
          add.wrong(undefined)
          setOpen(true)
        }}
        onClose={() => setOpen(false)}
        onSend={event => void send(event)}
      >
        <Field label={tokens.name} name="name" hint={tokens.nameHint} required maxLength={100} />
        <RoleChoice role={role} where={where} onRole={setRole} onWhere={setWhere} />
        <p className="soft">{tokens.scopeHint}</p>
        <Field
          label={tokens.expires}
          name="expires"
          pattern="\d{4}-\d{2}-\d{2}"
          hint={tokens.expiresHint}
          required
          maxLength={10}
          defaultValue={dayOf(today + 90 * day)}
        />
      </FormDialog>
      {made && <TokenSecret made={made} onClose={() => setMade(undefined)} />}
    </>
  )
}
