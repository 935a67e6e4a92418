"""The web page: a chat over the papers, with its sources beside it. The only package that imports gradio."""
