/** The application id of Microsoft Graph, in every cloud. */
export const graphAppId = '00000003-0000-0000-c000-000000000000'

const permissions = [
  { value: 'SecurityAlert.Read.All', what: 'reads alerts', isWanted: () => true },
  {
    value: 'SecurityAlert.ReadWrite.All',
    what: 'comments on alerts',
    isWanted: (wanted) => wanted['write-back'],
  },
  { value: 'ThreatHunting.Read.All', what: 'runs hunting queries', isWanted: (wanted) => wanted.hunting },
]

export const graphOf = (cli) => {
  const graph = cli.get(`servicePrincipals(appId='${graphAppId}')`)
  if (graph === undefined) throw new Error('Microsoft Graph is not to be found in this tenant.')
  return graph
}
const assignedTo = (cli, identity) => cli.list(`servicePrincipals/${identity.id}/appRoleAssignments`)

/** One step for each permission that is wanted; taking back looks at all of them, whichever were wanted. */
export function permissionSteps(cli, identity, wanted) {
  const graph = graphOf(cli)
  const assigned = assignedTo(cli, identity).filter(({ resourceId }) => resourceId === graph.id)
  return permissions.flatMap(({ value, what, isWanted }) => {
    // By its name, since the ids of permissions are not the same in every cloud.
    const role = graph.appRoles.find((one) => one.value === value)
    if (role === undefined && !isWanted(wanted)) return []
    if (role === undefined)
      throw new Error(`This cloud has no permission ${value}; Graph serves no alerts here.`)
    const held = assigned.find(({ appRoleId }) => appRoleId === role.id)
    if (!isWanted(wanted) && (wanted.undo !== true || held === undefined)) return []
    return [
      {
        title: `Microsoft Graph, ${value}: ${what}`,
        isDone: held !== undefined,
        make: () =>
          cli.post(`servicePrincipals/${identity.id}/appRoleAssignments`, {
            principalId: identity.id,
            resourceId: graph.id,
            appRoleId: role.id,
          }),
        takeBack: () => cli.remove(`servicePrincipals/${identity.id}/appRoleAssignments/${held.id}`),
      },
    ]
  })
}

/** Names of permissions to use the mail of everybody. */
export function tenantWideMailRights(cli, identity) {
  const graph = graphOf(cli)
  const names = new Map(graph.appRoles.map(({ id, value }) => [id, value]))
  return assignedTo(cli, identity)
    .map(({ appRoleId }) => names.get(appRoleId) ?? '')
    .filter((value) => /^(?:Mail|MailboxSettings)\./.test(value))
}
