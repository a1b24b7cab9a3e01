"""The signing keys of phones: registered with a proof, revoked with a reason, known to all."""
