"""What goes out of the register: places as files of five formats, with licence and day of the facts."""
