"""Rows that change hands together: found (`rows`), judged (`judge`), and given to their new owners (`new_owners`)."""
