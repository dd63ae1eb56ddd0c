"""The chat window and the HTTP API of one index, in one process on one port."""
