"""Rules that propose facts from notes in Portuguese and Spanish, each with the words it came from."""
