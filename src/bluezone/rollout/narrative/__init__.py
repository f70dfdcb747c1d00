"""The consolidated report and the letter to those who are late, as blocks of plain values that a typesetter can set."""
