/** A DNS name in its one canonical spelling: UTS-46 folded, lower case, no trailing dot. Made by {@link parseHostname} only. */
export type Hostname = string & { readonly __brand: 'Hostname' }
