"""Street networks: reading them, who can use which link, joining places, shortest times."""
