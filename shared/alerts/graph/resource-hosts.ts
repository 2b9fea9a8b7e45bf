/** Kinds of Azure resources whose name is a host name under a fixed suffix. */
const SUFFIXES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^microsoft\.sql\/servers$/, ['database.windows.net']],
  [/^microsoft\.synapse\/workspaces$/, ['sql.azuresynapse.net', 'dev.azuresynapse.net']],
  [/^microsoft\.dbformysql\/\w*servers$/, ['mysql.database.azure.com']],
  [/^microsoft\.dbforpostgresql\/\w*servers$/, ['postgres.database.azure.com']],
  [/^microsoft\.web\/sites$/, ['azurewebsites.net', 'scm.azurewebsites.net']],
  [/^microsoft\.keyvault\/vaults$/, ['vault.azure.net']],
  [/^microsoft\.containerregistry\/registries$/, ['azurecr.io']],
  [/^microsoft\.documentdb\/databaseaccounts$/, ['documents.azure.com']],
  [/^microsoft\.cache\/redis$/, ['redis.cache.windows.net']],
  [/^microsoft\.servicebus\/namespaces$/, ['servicebus.windows.net']],
  [/^microsoft\.eventhub\/namespaces$/, ['servicebus.windows.net']],
  [/^microsoft\.apimanagement\/service$/, ['azure-api.net']],
  [/^microsoft\.cognitiveservices\/accounts$/, ['cognitiveservices.azure.com', 'openai.azure.com']],
  [/^microsoft\.storage\/storageaccounts$/, ['blob', 'file', 'queue', 'table', 'dfs'].map((kind) => `${kind}.core.windows.net`)],
] // prettier-ignore

/** Host names that Azure gave to the resource with this id: ours, because the resource is. */
export function hostsOfResource(resourceId: string | null | undefined): readonly string[] {
  const match = /\/providers\/([\w.]+\/\w+)\/([\w-]{1,64})(?:\/|$)/i.exec(resourceId ?? '')
  const [, kind = '', name = ''] = match ?? []
  const suffixes = SUFFIXES.find(([pattern]) => pattern.test(kind.toLowerCase()))?.[1] ?? []
  return suffixes.map((suffix) => `${name.toLowerCase()}.${suffix}`)
}
