"""Whatever has weights or speaks to a model: encoders, cross-encoders, chat models.

In:  texts, a model's name or directory, and the limits that were configured.
Out: vectors (`encoders`), scores of pairs (`cross_encoders`), replies and objects of a `ChatModel`, metered.
Heavy libraries are imported here, when a model is opened and not before; providers' packages by LangChain.
"""
