import { useAsk } from '../../asking.ts'

/** Whether who looks may do something: as the server says, which decides when it is done. Undefined while it is not known. */
export function useMay(permission: string): { may: boolean; roles: readonly string[] } | undefined {
  const { data } = useAsk('session.rights', {})
  const right = data?.rights.find(one => one.permission === permission)
  return right && { may: right.everywhere || right.siteIds.length > 0, roles: right.roles }
}
