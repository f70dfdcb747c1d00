"""The report form as a spreadsheet, one for each organisation, and reading it back however it was treated."""
