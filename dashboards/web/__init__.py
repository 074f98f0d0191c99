"""The window's own web pages and guards, around and beside Streamlit."""
