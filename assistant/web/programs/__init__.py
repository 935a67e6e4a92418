"""What other programs call: the tools, as an API of the page and through MCP."""
