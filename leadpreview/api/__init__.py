"""The preview API, served: the vendor's contract over a database of our own, as a sandbox."""
