"""The words of the hall and their rules, shared by console and hub: no Qt, no SQL, no HTTP."""
