/** Many small steps, some at a time. */

const AT_ONCE = 32

/**
 * The results of all, in order. Between two groups the page gets to whatever else waits: an answer, a
 * request that is being packed, somebody's tap.
 */
export async function inGroups<In, Out>(
  all: readonly In[],
  work: (one: In) => Promise<Out>,
): Promise<Out[]> {
  const done: Out[] = []
  for (let n = 0; n < all.length; n += AT_ONCE)
    done.push(...(await Promise.all(all.slice(n, n + AT_ONCE).map(work))))
  return done
}
