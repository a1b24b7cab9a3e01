import { beforeEach } from 'vitest'
import { openVaultOf } from './open-vault'

// Whoever works at a page of a test has unlocked the phone.
beforeEach(() => openVaultOf('a person of the tests'))
