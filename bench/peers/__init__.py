"""What somebody would use instead, measured beside us: same records, same browser, same run."""
