"""Messages to people: the inbox on their phones, nudges, and notifications by web push."""
