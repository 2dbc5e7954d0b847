import type { signIn as en } from '../en/sign-in.ts'

export const signIn: typeof en = {
  title: 'Anmelden',
  name: 'Name',
  password: 'Passwort',
  go: 'Anmelden',
  ended: 'Ihre Sitzung ist zu Ende. Melden Sie sich an, um dort weiterzumachen, wo Sie waren.',
  noAccount: 'Noch kein Konto? Eine Administratorin oder ein Administrator kann Ihnen einen Einmal-Link geben.',
}
