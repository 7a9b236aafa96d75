"""PDFs. Only this package imports WeasyPrint, and only a worker imports it."""
