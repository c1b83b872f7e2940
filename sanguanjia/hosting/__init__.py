"""What the platform stands on: the database server, the web server, the worker, and this machine.

Nothing here imports Django or any other room, so that it can run before both exist.
"""
