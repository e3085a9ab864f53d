"""The doors of absences."""
