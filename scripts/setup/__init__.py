"""Set-up of a clone: everything `make run` and `make test` need, in small repeatable steps."""
