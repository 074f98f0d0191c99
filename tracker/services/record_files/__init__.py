"""The record of an engagement as a file: written, checked, and put back."""
