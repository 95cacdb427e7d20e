"""The Prevent pathway: from a referral to support, and what follows."""
