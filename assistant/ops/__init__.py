"""What keeps an installation running: the first start, the doctor, and the list of hosts that are contacted.

In come the Settings of a run. Out come an index made of the documents that ship with the project
(`first_run`), papers that editors add and take out (`additions`), findings with the command that mends each
(`doctor`), and every host that these settings would contact (`hosts`). Ingests are started as processes of
their own (`ingesting`); nothing here answers questions.
"""
