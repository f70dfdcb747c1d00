"""The application for Android: checked without Android, and built from hashed inputs (docs/guides/android.md)."""
