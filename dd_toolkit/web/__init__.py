"""The site: Flask, WTForms and Jinja; one blueprint for each subject."""
