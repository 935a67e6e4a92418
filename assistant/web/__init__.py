"""The web page: a chat over the papers with the sources beside it, and the tabs Papers and Map.

In:  an assistant that answers questions (`service`), and requests of browsers and programs.
Out: a page (`page`), an API (`api`), an MCP server (`mcp`), `/health`, and a file of visitors' feedback.
`server` starts all of it behind a login and limits (`gate`, `access`); `chat` wires the events of the chat.
The only package that imports Gradio, whose own inner parts are reached in `traffic` and `session_cleanup`.
"""
