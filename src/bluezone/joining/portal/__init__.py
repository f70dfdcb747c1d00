"""The authority's portal: Django on a folder, the real world around each request, its server and workers."""
