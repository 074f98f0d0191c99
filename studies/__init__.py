"""What a study is, as data: definitions and their loader, mobility profiles, the data catalogue."""
