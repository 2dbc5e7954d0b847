import type { setup as en } from '../en/setup.ts'

export const setup: typeof en = {
  title: 'Passwort wählen',
  lead: 'Dieser Link gilt einmal. Mit dem Passwort, das Sie wählen, melden Sie sich künftig an.',
  password: 'Passwort',
  passwordHint: 'Mindestens 12 Zeichen; ein paar Wörter sind besser als Sonderzeichen.',
  again: 'Noch einmal dasselbe',
  different: 'Die beiden sind nicht gleich.',
  go: 'Wählen und anmelden',
  noLink: 'Dieser Adresse fehlt ihr Link',
  noLinkMore: 'Öffnen Sie die ganze Adresse, die ausgegeben oder Ihnen geschickt wurde; hinter # steht der Link.',
}
