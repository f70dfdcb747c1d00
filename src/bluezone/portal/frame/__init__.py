"""The frame of every page: the request, the gate before a view, paging, exports, errors, the base page."""
