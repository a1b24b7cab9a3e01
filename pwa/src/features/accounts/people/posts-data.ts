import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { itemsOf } from '@/core/shape'
import { wire } from '@/core/wire'

/** A post at a branch (null: headquarters); empty days: nobody knows since when, or still held. */
export interface Post {
  branchId: string | null
  from: string
  to: string
}

export async function fetchPosts(personId: string): Promise<Answer<Post[]>> {
  return read(await request('GET', pathOf(personId)), postsOf)
}

/** Have a person have held these posts and no others. */
export async function savePosts(personId: string, posts: readonly Post[]): Promise<Answer<Post[]>> {
  const told = posts.map(({ branchId, from, to }) => ({
    branch_id: branchId,
    from_on: from || null,
    to_on: to || null,
  }))
  return read(await request('PUT', pathOf(personId), { posts: told }), postsOf)
}

function pathOf(personId: string): string {
  return `/api/people/${encodeURIComponent(personId)}/posts`
}

function postsOf(raw: unknown): Post[] {
  return itemsOf(raw).map((item) => {
    const post = wire('PostFields', item)
    return {
      branchId: post.textOrNull('branch_id'),
      from: post.textOrNull('from_on') ?? '',
      to: post.textOrNull('to_on') ?? '',
    }
  })
}
