export const signIn = {
  title: 'Sign in',
  name: 'Name',
  password: 'Password',
  go: 'Sign in',
  ended: 'Your session has ended. Sign in to go on where you were.',
  noAccount: 'No account yet? An administrator can send you a one-time link.',
}
