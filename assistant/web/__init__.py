"""The web page: a chat over the papers, and a tab for each other way to look at them.

In:  an assistant that answers questions (`service`), and requests of browsers and programs.
Out: a page (`page`) with a folder for each of its views (`chat`, `papers`, `people`, `map`, `adding`), an API
and an MCP server (`programs`), `/health`, and a file of visitors' feedback.
`server` starts all of it behind a login and limits. The only package that imports Gradio, whose own inner
parts are reached in `server.traffic`, `server.session_cleanup` and `page.blocks`.
"""
