"""Taskboard."""
