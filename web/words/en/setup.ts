export const setup = {
  title: 'Choose a password',
  lead: 'This link is good once. With the password you choose you sign in from now on.',
  password: 'Password',
  passwordHint: 'At least 12 characters; a few words are better than signs.',
  again: 'The same again',
  different: 'The two are not the same.',
  go: 'Choose it and sign in',
  noLink: 'This address lacks its link',
  noLinkMore: 'Open the whole address that was printed or sent to you; its end after # is the link.',
}
