"""One module of settings for each door, one for the owner, one for the tests, over one base."""
