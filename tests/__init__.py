"""The tests are one package, so that what they share is imported only once."""
