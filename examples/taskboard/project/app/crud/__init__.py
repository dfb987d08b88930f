"""The application's own queries: functions from a session to typed results.

Reading, listing, creating, changing and deleting by key need none: `Crud(Model, session)` does that. An async session runs
a function of this package by `await session.run_sync(function)`.
"""
