import { describe, expect, test } from 'vitest'
import { NO_STATUS } from '@/sync/status'
import { standOf } from './stand'

describe('the phone says how it stands', () => {
  test('never “all confirmed” while something waits', () => {
    const status = { ...NO_STATUS, waiting: 1, confirmedAt: 1 }

    expect(standOf(status, 0).words).toBe('waiting')
    expect(standOf({ ...status, phase: 'offline' }, 0).words).toBe('offline')
    expect(standOf({ ...status, phase: 'signin' }, 0).words).toBe('signin')
  })

  test('never “all confirmed” before it was', () => {
    expect(standOf(NO_STATUS, 0).words).toBe('none')
  })

  test('that the text has arrived while photos follow', () => {
    expect(standOf({ ...NO_STATUS, photosLeft: 2, confirmedAt: 1 }, 0)).toMatchObject({
      words: 'photos',
      n: 2,
    })
  })

  test('never “all confirmed” while something that arrived needs somebody', () => {
    expect(standOf({ ...NO_STATUS, confirmedAt: 1 }, 2)).toMatchObject({ words: 'review', n: 2 })
  })

  test('“all confirmed” when nothing is left', () => {
    expect(standOf({ ...NO_STATUS, confirmedAt: 1 }, 0).words).toBe('all')
  })
})
