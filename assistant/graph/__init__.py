"""What a chat model does between a question and its answer: a graph of steps, one module a step.

    understand -> search -> grade -> tell -> quote -> write -> judge

Read `assistant.graph.graph` first.
"""
