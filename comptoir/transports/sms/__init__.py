"""Short messages: how long they are, who carries them, and what comes back. docs/sms.md opens with the corner cases."""
