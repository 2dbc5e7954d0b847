import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { act } from '../api.ts'
import { useAsk } from '../asking.ts'
import { prefer } from '../preferences.ts'
import { usePreferences } from '../preferred.ts'
import { useWords } from '../words.ts'
import { Menu, MenuChoice, MenuItem, MenuRule } from './menu.tsx'

/** Who is signed in; language and appearance; the way out. */
export function Account() {
  const { frame } = useWords()
  const { data } = useAsk('session.show', {})
  const kept = useQueryClient()
  const navigate = useNavigate()
  const signOut = async () => {
    await act('session.end', {}).catch(() => {})
    kept.clear()
    await navigate({ to: '/sign-in' as never })
  }
  return (
    <Menu label={data?.name ?? frame.account} title={data ? `${frame.account}: ${data.name}` : frame.account}>
      <Choices />
      <MenuRule />
      <MenuItem onClick={() => void signOut()}>{frame.signOut}</MenuItem>
    </Menu>
  )
}

/** Language and appearance. */
function Choices() {
  const { frame } = useWords()
  const { language, theme } = usePreferences()
  return (
    <>
      <MenuChoice
        title={frame.language}
        value={language}
        choices={frame.languages}
        onChange={chosen => prefer({ language: chosen })}
      />
      <MenuChoice
        title={frame.theme}
        value={theme}
        choices={frame.themes}
        onChange={chosen => prefer({ theme: chosen })}
      />
    </>
  )
}
