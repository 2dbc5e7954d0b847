import type { ReactNode } from 'react'
import { Button } from '../../parts/button.tsx'
import { When } from '../../parts/date.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { useWords } from '../../words.ts'
import { Copied } from './copied.tsx'
import { useZone } from './plant.ts'

/** A one-time link of an account, as the address of the page where a password is chosen. */
export interface Link {
  name: string
  link: string
  until: string
}

/** Shows a one-time link, this once. What stands behind `#` is sent to no server. */
export function OneTimeLink({ made, onClose, next }: { made: Link; onClose: () => void; next?: string | undefined }) {
  const { settings } = useWords()
  const { users } = settings
  const zone = useZone()
  return (
    <Once title={users.linkTitle(made.name)} onClose={onClose}>
      <p>{users.linkMore}</p>
      <Copied label={users.linkAddress} text={`${window.location.origin}/setup#link=${made.link}`} />
      <p>
        {users.linkUntil} <When at={made.until} zone={zone} />. {settings.secretOnce}
      </p>
      {next !== undefined && <p>{next}</p>}
    </Once>
  )
}

/** Shows the secret of a token, this once. */
export function TokenSecret({ made, onClose }: { made: { name: string; token: string }; onClose: () => void }) {
  const { settings } = useWords()
  const { tokens } = settings
  return (
    <Once title={tokens.secretTitle(made.name)} onClose={onClose}>
      <Copied label={tokens.secret} text={made.token} />
      <p>{tokens.secretMore}</p>
      <p>{settings.secretOnce}</p>
    </Once>
  )
}

function Once({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { settings } = useWords()
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <Button kind="main" onClick={onClose}>
          {settings.done}
        </Button>
      }
    >
      {children}
    </Dialog>
  )
}
