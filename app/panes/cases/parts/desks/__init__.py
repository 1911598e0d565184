"""The desks behind the view: each takes one kind of request to the dispatch and brings back what is shown."""
