/** Keeping open orders in a map for a long time, while they come and go. */

/** After so many orders a map of open orders is made anew. */
export const RENEWAL = 256

/**
 * The same entries in a map that is young to the garbage collector. An old map gets all its later hash tables in the old generation as well, and
 * each table it leaves behind keeps alive, until the next full collection, every order that stood in it: hundreds of bytes an order, copied
 * twice. A map of many orders changes its tables seldom and is not worth the copy.
 */
export const renewed = <V>(orders: Map<string, V>): Map<string, V> =>
  orders.size <= RENEWAL ? new Map(orders) : orders
