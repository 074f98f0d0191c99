"""The window: Streamlit pages that know the API over HTTP and nothing behind it."""
